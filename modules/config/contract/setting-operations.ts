import { command, entityTag, line, pageInput, pageOf, query } from '@aurora/kernel';
import { z } from 'zod';
import { flagChange, settingChange } from './change-schemas.ts';
import { jsonValue } from './json-value.ts';
import { revisionReference } from './revision-reference.ts';
import { ifMatch, ifMatchHeader, key, layer } from './schemas.ts';
import { ChangeResult, Comparison, EffectiveSetting, Revision, RevisionSummary, Setting, SettingChanges, SettingSchema } from './setting-schemas.ts';

/** The entity tag of what is read of the whole. */
const wholeTag = ({ revision }: { readonly revision: number }) => entityTag({ id: 'revision', version: revision });

const asOf = { revision: revisionReference.optional().describe('As it was at this revision; absent, as it is now.') };

const dryRun = { dry_run: z.boolean().default(false).describe('Checks everything and changes nothing.') };

const reason = { reason: line(500).optional().describe('Why, for the history.') };

export const settingOperations = {
  listSettings: query({
    method: 'GET', path: '/config/settings', summary: 'The settings that hold in an environment for a service, by key', scope: 'config:read',
    input: z.strictObject({ ...pageInput, ...layer, ...asOf }),
    output: pageOf(EffectiveSetting).extend({ revision: z.int().describe('The revision asked for, or that of the whole at this moment.') }), errors: ['NOT_FOUND', 'CONFLICT'], tag: wholeTag,
  }),
  getSetting: query({
    method: 'GET', path: '/config/settings/{key}', summary: 'One setting, as it holds in an environment for a service', scope: 'config:read',
    input: z.strictObject({ key, ...layer, ...asOf }), output: Setting, errors: ['NOT_FOUND', 'CONFLICT'], tag: wholeTag,
  }),
  putSetting: command({
    method: 'PUT', path: '/config/settings/{key}', summary: 'Give a setting its value in one layer', scope: 'config:write',
    input: z.strictObject({ key, value: jsonValue, ...layer, ...reason, ...ifMatch }), headers: ifMatchHeader,
    output: Setting, errors: ['STALE_VERSION'], tag: wholeTag,
  }),
  deleteSetting: command({
    method: 'DELETE', path: '/config/settings/{key}', summary: 'Take a setting\'s value out of one layer', scope: 'config:write', status: 204, reply: 'none',
    input: z.strictObject({ key, ...layer, ...reason, ...ifMatch }), headers: ifMatchHeader,
    output: z.void(), errors: ['NOT_FOUND', 'STALE_VERSION'],
  }),
  changeSettings: command({
    method: 'POST', path: '/config/changes', summary: 'Change several settings and flags, all or none, as one revision', scope: 'config:write',
    input: z.strictObject({
      changes: z.array(settingChange).max(500).optional(),
      flags: z.array(flagChange).max(500).optional(),
      ...reason, ...dryRun, ...ifMatch,
    }), headers: ifMatchHeader,
    output: ChangeResult, errors: ['STALE_VERSION'], tag: wholeTag,
  }),
  exportSettings: query({
    method: 'GET', path: '/config/export', summary: 'All settings in all their layers, as changes that another Aurora takes', scope: 'config:read',
    input: z.strictObject(asOf), output: SettingChanges, errors: ['NOT_FOUND', 'CONFLICT'], tag: wholeTag,
  }),
};

export const schemaOperations = {
  listSchemas: query({
    method: 'GET', path: '/config/schemas', summary: 'The schemas of settings, by key', scope: 'config:read',
    input: z.strictObject(pageInput), output: pageOf(SettingSchema),
  }),
  getSchema: query({
    method: 'GET', path: '/config/schemas/{key}', summary: 'The schema of one setting', scope: 'config:read',
    input: z.strictObject({ key }), output: SettingSchema, errors: ['NOT_FOUND'], tag: entityTag,
  }),
  putSchema: command({
    method: 'PUT', path: '/config/schemas/{key}', summary: 'Say what values of a setting must look like; refused where present ones do not. `true` takes any', scope: 'config:write',
    input: z.strictObject({ key, schema: jsonValue, ...dryRun, ...ifMatch }), headers: ifMatchHeader,
    output: SettingSchema, errors: ['CONFLICT', 'STALE_VERSION'], tag: entityTag,
  }),
};

export const revisionOperations = {
  listRevisions: query({
    method: 'GET', path: '/config/revisions', summary: 'Who changed settings and flags, when and why; newest first', scope: 'config:read',
    input: z.strictObject({ ...pageInput, key: key.optional().describe('Only those that changed the setting or flag of this key.'), until: revisionReference.optional().describe('Only this one and those before it.') }), output: pageOf(RevisionSummary), errors: ['NOT_FOUND'],
  }),
  getRevision: query({
    method: 'GET', path: '/config/revisions/{number}', summary: 'One revision, with what it changed', scope: 'config:read',
    input: z.strictObject({ number: revisionReference }), output: Revision, errors: ['NOT_FOUND'], tag: revision => entityTag({ id: 'revision', version: revision.number }),
  }),
  compareRevisions: query({
    method: 'GET', path: '/config/difference', summary: 'What differs between two revisions, whatever happened in between', scope: 'config:read',
    input: z.strictObject({ from: revisionReference, to: revisionReference.optional().describe('Absent, as it is now.'), key: key.optional().describe('Only what differs of this setting or flag.') }),
    output: Comparison, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  rollBack: command({
    method: 'POST', path: '/config/revisions/{number}/rollback', scope: 'config:write', timeout: 20_000,
    summary: 'Give settings and flags the values that they had at a revision, as a new one. What today\'s schemas refuse is refused with the difference; where modules are stays, unless it is named',
    input: z.strictObject({
      number: revisionReference, keys: z.array(key).min(1).max(500).optional().describe('Only these settings and flags.'),
      ...dryRun, ...reason, ...ifMatch,
    }), headers: ifMatchHeader,
    output: ChangeResult, errors: ['NOT_FOUND', 'CONFLICT', 'STALE_VERSION'], tag: wholeTag,
  }),
};
