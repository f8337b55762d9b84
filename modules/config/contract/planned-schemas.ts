import { timestamp } from '@aurora/kernel';
import { z } from 'zod';
import { Difference } from './setting-schemas.ts';

/** Where a planned change stands; in the last five nothing becomes of it any more. */
export const plannedStates = ['proposed', 'scheduled', 'applied', 'failed', 'cancelled', 'rejected', 'expired'] as const;

const field = z.object({ path: z.string(), code: z.string(), message: z.string() });

/** A change of settings and flags that takes effect at a time, once another has approved of it, or both. What it changes never changes itself. */
export const PlannedChange = z.object({
  id: z.int(),
  state: z.enum(plannedStates).describe('`proposed` waits to be approved, `scheduled` for its time.'),
  author: z.string().describe('Id of the principal, who is the author of the revision that it becomes.'),
  reason: z.string().nullable(),
  at: timestamp.nullable().describe('When it takes effect; null, as soon as it is approved.'),
  base: z.int().describe('The revision of which it is a change.'),
  difference: z.array(Difference),
  digest: z.string().describe('Stands for what it changes, its base and its time: what is approved is what has this digest.'),
  needs_approval: z.boolean(),
  approved_by: z.string().nullable(),
  approved_at: timestamp.nullable(),
  expires_at: timestamp.nullable().describe('Until when it can be approved.'),
  revision: z.int().nullable().describe('The revision that it has become.'),
  failure: z.object({ code: z.string(), message: z.string(), fields: z.array(field) }).nullable().describe('Why it has not taken effect.'),
  ended_by: z.string().nullable().describe('Who cancelled or rejected it.'),
  ended_reason: z.string().nullable(),
  ended_at: timestamp.nullable().describe('When it took effect, failed, was given up or expired.'),
  created_at: timestamp,
}).meta({ id: 'PlannedChange' });
export type PlannedChange = z.output<typeof PlannedChange>;
