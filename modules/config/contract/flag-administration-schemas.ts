import { timestamp } from '@aurora/kernel';
import { z } from 'zod';

const variant = z.string().nullable().describe('Null where the caller\'s own default holds, or where there is no such flag yet.');

/** Who would be given another variant. */
export const FlagPreview = z.object({
  looked_at: z.int(),
  made_up: z.boolean().describe('Whether the targeting keys were made up: shares are right then, and names are nobody\'s.'),
  moved: z.int().describe('How many would be given another variant.'),
  moves: z.array(z.object({ before: variant, after: variant, count: z.int() })).describe('All that are looked at, by what they have and would have.'),
  items: z.array(z.object({ targeting_key: z.string(), before: variant, after: variant })).describe('The first 1,000 of those who would be moved; none of those who are made up.'),
}).meta({ id: 'FlagPreview' });
export type FlagPreview = z.output<typeof FlagPreview>;

/** When a flag was last evaluated; to the hour, so that evaluating costs no write. */
export const FlagUse = z.object({
  key: z.string(),
  state: z.enum(['ENABLED', 'DISABLED']),
  updated_at: timestamp.describe('When it was last defined.'),
  evaluated_at: timestamp.nullable().describe('The hour in which it was last asked for by its key.'),
  delivered_at: timestamp.nullable().describe('The hour in which it was last part of an answer to all flags, which does not say that anybody looks at it.'),
}).meta({ id: 'FlagUse' });
export type FlagUse = z.output<typeof FlagUse>;

/** A document in flagd's format (https://flagd.dev/schema/v0/flags.json), whose names it keeps. */
export const FlagdDocument = z.object({
  $schema: z.string().optional(),
  flags: z.unknown().meta({ type: 'object', description: 'Definitions by the keys of flags.' }),
  $evaluators: z.unknown().optional().meta({ type: 'object', description: 'Rules that targeting refers to by `$ref`; taken in, they stand where they are referred to.' }),
  metadata: z.unknown().optional().meta({ type: 'object', description: 'Metadata of all flags in it, where they have none of the same name.' }),
}).meta({ id: 'FlagdDocument' });
export type FlagdDocument = z.output<typeof FlagdDocument>;
