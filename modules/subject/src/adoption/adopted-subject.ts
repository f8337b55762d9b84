import { integerId, line, text, timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** A subject of another application, as it may be taken over. Departments have a number there, and no name. */
export const AdoptedSubject = z.strictObject({
  id: integerId,
  name: line(300),
  code: line(64),
  description: text(20_000).nullable().default(null),
  department_id: integerId.nullable().default(null),
  credits: z.number().min(0).max(1000).nullable().default(null),
  credits_max: z.number().min(0).max(1000).nullable().default(null),
  created_at: timestamp.optional(),
  updated_at: timestamp.optional(),
});
export type AdoptedSubject = z.output<typeof AdoptedSubject>;
