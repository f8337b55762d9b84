import { timestamp } from '@aurora/kernel';
import { z } from 'zod';

const place = z.enum(['monolith', 'service']);
const percentage = z.number().min(0).max(100).multipleOf(0.01);

/** Requests that go to one side whatever the percentage says, by a header or by a claim of the caller's token. */
const rule = z.union([
  z.strictObject({ header: z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/, 'must be the name of a header, in lower case'), value: z.string().max(200), to: place }),
  z.strictObject({ claim: z.string().min(1).max(100), value: z.string().max(200), to: place }),
]);

/** Where a module's requests go: the value of the feature flag `placement.<module>`. */
export const PlacementPolicy = z.strictObject({
  service: percentage.describe('Percentage of callers whose requests go to the service; 0 is the monolith alone, 100 the service alone. A caller stays on one side, and a higher percentage only adds.'),
  match: z.array(rule).max(20).default([]).describe('The first that holds decides.'),
  shadow: percentage.default(0).describe('Percentage of the reads that are repeated on the other side and compared.'),
  writes: place.optional().describe('Where all writes go, whatever the percentage and the rules say: for two sides with a database each, which cannot both be written. Absent: where reads go; before the application that Aurora replaces, there until `service` is 100.'),
  hold: timestamp.optional().describe('Until then writes wait, each for five seconds at most, and go where they are sent afterwards; those that have waited for so long are answered 503.'),
}).meta({ id: 'PlacementPolicy' });
export type PlacementPolicy = z.output<typeof PlacementPolicy>;

export const allOnMonolith: PlacementPolicy = { service: 0, match: [], shadow: 0 };
export const allOnService: PlacementPolicy = { service: 100, match: [], shadow: 0 };

/** Key of the feature flag that places `module`. */
export const placementFlag = (module: string): string => `placement.${module}`;

/** The flag's definition, in flagd's format, that says `policy`. */
export const flagOfPolicy = (policy: PlacementPolicy) => ({ state: 'ENABLED' as const, variants: { placement: policy }, defaultVariant: 'placement' });

const Definition = z.object({ state: z.enum(['ENABLED', 'DISABLED']), variants: z.record(z.string(), z.unknown()), defaultVariant: z.string().nullable().optional(), targeting: z.unknown().optional() });

/**
 * What a flag's definition says; undefined for a disabled one. Throws where it says nothing of placement: a flag with targeting,
 * which would have to be evaluated by the module that it may be about to move.
 */
export function policyOfFlag(definition: unknown): PlacementPolicy | undefined {
  const { state, variants, defaultVariant, targeting } = Definition.parse(definition);
  if (state === 'DISABLED') return undefined;
  if (targeting !== undefined && Object.keys(targeting as object).length > 0) throw new Error('a placement has no targeting; `match` in its value does that');
  return PlacementPolicy.parse(variants[defaultVariant ?? '']);
}
