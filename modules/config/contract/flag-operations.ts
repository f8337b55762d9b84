import { command, entityTag, line, pageInput, pageOf, query } from '@aurora/kernel';
import { z } from 'zod';
import { Evaluation, evaluationContext, Flag, flagDefinitionInput, Resolution } from './flag-schemas.ts';
import { revisionReference } from './revision-reference.ts';
import { ifMatch, ifMatchHeader, key } from './schemas.ts';

const reason = { reason: line(500).optional().describe('Why, for the history.') };

export const flagOperations = {
  listFlags: query({
    method: 'GET', path: '/config/flags', summary: 'Feature flags, by key', scope: 'config:read',
    input: z.strictObject(pageInput), output: pageOf(Flag),
  }),
  getFlag: query({
    method: 'GET', path: '/config/flags/{key}', summary: 'One feature flag', scope: 'config:read',
    input: z.strictObject({ key }), output: Flag, errors: ['NOT_FOUND'], tag: entityTag,
  }),
  putFlag: command({
    method: 'PUT', path: '/config/flags/{key}', summary: 'Define a feature flag, or define it anew', scope: 'config:write',
    input: z.strictObject({ key, definition: flagDefinitionInput, ...reason, ...ifMatch }), headers: ifMatchHeader,
    output: Flag, errors: ['STALE_VERSION'], tag: entityTag,
  }),
  deleteFlag: command({
    method: 'DELETE', path: '/config/flags/{key}', summary: 'Delete a feature flag', scope: 'config:write', status: 204, reply: 'none',
    input: z.strictObject({ key, ...reason, ...ifMatch }), headers: ifMatchHeader,
    output: z.void(), errors: ['NOT_FOUND', 'STALE_VERSION'],
  }),
  evaluateFlag: query({
    method: 'POST', path: '/config/flags/{key}/evaluate', summary: 'What a feature flag says to one context', scope: 'config:read', body: 'json',
    input: z.strictObject({
      key,
      context: evaluationContext,
      default: z.json().optional().describe('Value where no variant applies, or where the config module does not answer.'),
      targeting_key: z.string().min(1).max(500).optional().describe('Who is asking: the same key gets the same variant. A percentage needs it.'),
      revision: revisionReference.optional().describe('As the flag was defined at this revision; absent, as it is now.'),
    }),
    output: Evaluation, errors: ['NOT_FOUND'],
    fallback: ({ key: name, default: value }) => (value === undefined ? undefined : { key: name, value, variant: null, reason: 'ERROR' as const, error: 'The config module does not answer.' }),
  }),
  resolveFlags: query({
    method: 'POST', path: '/internal/config/flags/resolve', scope: null, internal: true, shadow: 'never', body: 'json',
    summary: 'What the flags say to one context that the caller may evaluate: all with `config:read`, those of no flag set with `flags:read`, those of a set with `flags-<set>:read`',
    input: z.strictObject({ key: z.string().max(1000).optional().describe('The one that is asked for; absent, all.'), context: evaluationContext, known: z.string().max(100).optional().describe('The state of an answer to all of them that the caller has.') }),
    output: z.object({
      items: z.array(Resolution),
      state: z.string().optional().describe('Stands for all of them, what they say to this context and who asks; absent where they may say something else with time.'),
      unchanged: z.boolean().optional().describe('Whether the state is the one known; there are no items then.'),
    }), errors: ['NOT_FOUND'],
  }),
};
