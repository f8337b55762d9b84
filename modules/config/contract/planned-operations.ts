import { command, entityTag, integerId, line, pageInput, pageOf, query, timestamp } from '@aurora/kernel';
import { z } from 'zod';
import { flagChange, settingChange } from './change-schemas.ts';
import { FlagdDocument } from './flag-administration-schemas.ts';
import { PlannedChange, plannedStates } from './planned-schemas.ts';
import { revisionReference } from './revision-reference.ts';
import { ifMatch, ifMatchHeader, key } from './schemas.ts';

const id = { id: integerId };
const why = { reason: line(500).optional().describe('Why.') };

export const plannedOperations = {
  planChange: command({
    method: 'POST', path: '/config/planned', scope: 'config:write', status: 201, timeout: 20_000,
    summary: 'Propose a change, or have it take effect at a time: settings and flags, an earlier revision or a document of flags, all or nothing',
    input: z.strictObject({
      changes: z.array(settingChange).max(500).optional(),
      flags: z.array(flagChange).max(500).optional(),
      rollback: z.strictObject({ revision: revisionReference, keys: z.array(key).min(1).max(500).optional() }).optional().describe('Instead: back to an earlier revision.'),
      import: z.strictObject({ document: FlagdDocument, replace: z.boolean().default(false) }).optional().describe('Instead: flags in flagd\'s format.'),
      at: timestamp.optional().describe('When it takes effect; absent, as soon as it is approved.'),
      approval: z.boolean().default(false).describe('Another must approve of it, even where nothing demands that. Without a time it is so in any case.'),
      expires_at: timestamp.optional().describe('Until when it can be approved; absent, until its time, or for seven days.'),
      reason: line(500).optional().describe('Why, for the history.'), ...ifMatch,
    }), headers: ifMatchHeader,
    output: PlannedChange, errors: ['NOT_FOUND', 'CONFLICT', 'STALE_VERSION'],
  }),
  listPlannedChanges: query({
    method: 'GET', path: '/config/planned', summary: 'Changes that are proposed or scheduled, and what became of them; newest first', scope: 'config:read',
    input: z.strictObject({ ...pageInput, state: z.enum([...plannedStates, 'open']).optional().describe('Only those that stand so; `open` for proposed and scheduled ones.') }),
    output: pageOf(PlannedChange),
  }),
  getPlannedChange: query({
    method: 'GET', path: '/config/planned/{id}', summary: 'One of them', scope: 'config:read',
    input: z.strictObject(id), output: PlannedChange, errors: ['NOT_FOUND'], tag: ({ id: planned, state }) => entityTag({ id: `planned-${planned}`, version: plannedStates.indexOf(state) }),
  }),
  approveChange: command({
    method: 'POST', path: '/config/planned/{id}/approve', summary: 'Approve of another\'s change: it takes effect, at once or at its time', scope: 'config:write', timeout: 20_000,
    input: z.strictObject({ ...id, digest: z.string().max(100).optional().describe('That of the change that was looked at; another is refused.') }),
    output: PlannedChange, errors: ['NOT_FOUND', 'CONFLICT', 'STALE_VERSION'],
  }),
  rejectChange: command({
    method: 'POST', path: '/config/planned/{id}/reject', summary: 'Say that a proposed change is not to be', scope: 'config:write',
    input: z.strictObject({ ...id, ...why }), output: PlannedChange, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  cancelChange: command({
    method: 'POST', path: '/config/planned/{id}/cancel', summary: 'Give up a change that has not taken effect', scope: 'config:write',
    input: z.strictObject({ ...id, ...why }), output: PlannedChange, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
