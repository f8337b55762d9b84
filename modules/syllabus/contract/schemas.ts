import { fileId, integerId, line, timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** The document that says how a subject is taught: in a term, by an instructor, in a section, as far as these are known. */
export const Syllabus = z.object({
  id: integerId,
  subject_id: integerId,
  subject_code: z.string().nullable().default(null).describe('Of the subject; a moment behind a change of it, null until it is known.'),
  subject_name: z.string().nullable().default(null).describe('The same.'),
  file_id: fileId,
  year: z.int().nullable(),
  term: z.string().nullable(),
  section: z.string().nullable(),
  instructor: z.string().nullable(),
  created_at: timestamp,
  updated_at: timestamp,
  version: z.int(),
}).meta({ id: 'Syllabus' });
export type Syllabus = z.output<typeof Syllabus>;

/** The fields of a syllabus that a client may set. */
export const syllabusFields = {
  subject_id: integerId,
  file_id: fileId,
  year: z.int().min(1000).max(9999).nullable(),
  term: line(32).nullable().describe('As the university calls it: `Fall`, `Michaelmas`, `Semester 2`.'),
  section: line(64).nullable(),
  instructor: line(200).nullable(),
};

/** One change of a syllabus: who, when, and from what to what. */
export const SyllabusChange = z.object({
  version: z.int(),
  action: z.enum(['created', 'updated', 'deleted']),
  changed_at: timestamp,
  changed_by: z.string(),
  changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
}).meta({ id: 'SyllabusChange' });
export type SyllabusChange = z.output<typeof SyllabusChange>;
