import { command, line, pageInput, pageOf, query, timestamp } from '@aurora/kernel';
import { z } from 'zod';
import { evaluationContext, flagDefinitionInput } from './flag-schemas.ts';
import { FlagdDocument, FlagPreview, FlagUse } from './flag-administration-schemas.ts';
import { revisionReference } from './revision-reference.ts';
import { ifMatch, ifMatchHeader, key } from './schemas.ts';
import { ChangeResult } from './setting-schemas.ts';

/** What people who run flags do with them beside defining them. */
export const flagAdministration = {
  previewFlag: query({
    method: 'POST', path: '/config/flags/{key}/preview', scope: 'config:read', body: 'json', shadow: 'never',
    summary: 'Who would be given another variant by another definition of a flag; nothing is changed',
    input: z.strictObject({
      key, definition: flagDefinitionInput.describe('The definition that is thought of.'),
      targeting_keys: z.array(z.string().min(1).max(500)).min(1).max(10_000).optional().describe('Who is looked at.'),
      sample: z.int().min(1).max(10_000).default(10_000).describe('Without them, how many made-up ones are.'),
      context: evaluationContext,
    }),
    output: FlagPreview,
  }),
  listFlagUse: query({
    method: 'GET', path: '/config/flag-use', summary: 'When flags were last evaluated, by key', scope: 'config:read', shadow: 'never',
    input: z.strictObject({ ...pageInput, unused_since: timestamp.optional().describe('Only those that are older than this time, and have not been asked for by name since.') }),
    output: pageOf(FlagUse),
  }),
  exportFlags: query({
    method: 'GET', path: '/config/flagd', summary: 'All flags as one document in flagd\'s format, without those by which Aurora places its modules', scope: 'config:read',
    input: z.strictObject({ revision: revisionReference.optional().describe('As they were at this revision; absent, as they are now.') }), output: FlagdDocument, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  importFlags: command({
    method: 'POST', path: '/config/flagd', summary: 'Take in a document in flagd\'s format, all or nothing, as one revision', scope: 'config:write', timeout: 20_000,
    input: z.strictObject({
      document: FlagdDocument, replace: z.boolean().default(false).describe('Deletes the flags that are not in it.'),
      dry_run: z.boolean().default(false).describe('Checks everything and changes nothing.'), reason: line(500).optional().describe('Why, for the history.'), ...ifMatch,
    }), headers: ifMatchHeader,
    output: ChangeResult, errors: ['STALE_VERSION'],
  }),
};
