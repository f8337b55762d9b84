import { fileId, integerId, line, timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** A syllabus of another application, as it may be taken over: with the version that clients know. */
export const AdoptedSyllabus = z.strictObject({
  id: integerId,
  subject_id: integerId,
  file_id: fileId,
  year: z.int().min(1000).max(9999).nullable().default(null),
  term: line(32).nullable().default(null),
  section: line(64).nullable().default(null),
  instructor: line(200).nullable().default(null),
  created_at: timestamp.optional(),
  updated_at: timestamp.optional(),
  version: z.int().positive().max(10_000).optional(),
});
export type AdoptedSyllabus = z.output<typeof AdoptedSyllabus>;
