import { defineEvent, fileId, integerId } from '@aurora/kernel';
import { z } from 'zod';

const data = z.object({
  id: integerId,
  subject_id: integerId,
  file_id: fileId,
  year: z.int().nullable(),
  term: z.string().nullable(),
  section: z.string().nullable(),
  instructor: z.string().nullable(),
});

export const SyllabusCreated = defineEvent({ name: 'SyllabusCreated', aggregate: 'syllabus', verb: 'created', version: 1, data });
export const SyllabusUpdated = defineEvent({ name: 'SyllabusUpdated', aggregate: 'syllabus', verb: 'updated', version: 1, data: data.extend({ changed: z.array(z.string()) }) });
export const SyllabusDeleted = defineEvent({ name: 'SyllabusDeleted', aggregate: 'syllabus', verb: 'deleted', version: 1, last: true, data: z.object({ id: integerId, subject_id: integerId }) });
