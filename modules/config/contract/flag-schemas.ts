import { integerId, timestamp } from '@aurora/kernel';
import { z } from 'zod';
import { jsonFault, jsonValue } from './json-value.ts';

const variants = { type: 'object', description: 'Values by the names of variants: all booleans, all strings, all numbers or all objects.' };
const targeting = { type: 'object', description: 'JSON Logic with `fractional`, `sem_ver`, `starts_with` and `ends_with`, giving the name of a variant.' };
const metadata = { type: 'object', description: 'Strings, numbers and booleans by name.' };
const common = {
  state: z.enum(['ENABLED', 'DISABLED']),
  defaultVariant: z.string().nullable().optional().describe('Name of the variant where targeting decides nothing; null or absent, the caller\'s own default.'),
};

/**
 * A flag in flagd's format (https://flagd.dev/schema/v0/flags.json), whose names it keeps. The module checks it against
 * flagd's own schemas, and beyond them for rules that flagd would silently answer with the default.
 */
export const flagDefinitionInput = z.strictObject({
  ...common, variants: jsonValue.meta(variants), targeting: jsonValue.optional().meta(targeting), metadata: jsonValue.optional().meta(metadata),
});

export const FlagDefinition = z.object({
  ...common, variants: z.unknown().meta(variants), targeting: z.unknown().optional().meta(targeting), metadata: z.unknown().optional().meta(metadata),
}).meta({ id: 'FlagDefinition' });
export type FlagDefinition = z.output<typeof FlagDefinition>;

export const Flag = z.object({
  id: integerId,
  key: z.string(),
  definition: FlagDefinition,
  changed_in: z.int().describe('The revision that gave it this definition.'),
  created_at: timestamp,
  updated_at: timestamp,
  version: z.int(),
}).meta({ id: 'Flag' });
export type Flag = z.output<typeof Flag>;

/** What targeting may look at. */
export const evaluationContext = z.record(z.string(), z.unknown()).default({}).refine(context => jsonFault(context) === undefined, 'is too large or nests too deep').describe('What targeting may look at, by name.');

/** What a flag says to one context. */
export const Evaluation = z.object({
  key: z.string(),
  value: z.unknown().describe('Value of the variant; where there is none, the caller\'s default, or null.'),
  variant: z.string().nullable().describe('Null where the caller\'s own default holds.'),
  reason: z.enum(['STATIC', 'TARGETING_MATCH', 'DEFAULT', 'DISABLED', 'ERROR']),
  error: z.string().nullable().describe('What is wrong, if the reason is ERROR: the targeting could not be followed, or named no variant.'),
}).meta({ id: 'Evaluation' });
export type Evaluation = z.output<typeof Evaluation>;

/** The same for clients that speak another protocol. */
export const Resolution = Evaluation.extend({
  targeting_key_missing: z.boolean().describe('Whether the flag goes by percentages, and the context did not say who is asking.'),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).describe('Those of the definition.'),
}).meta({ id: 'Resolution' });
export type Resolution = z.output<typeof Resolution>;
