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

const clearing = z.object({ deletion_id: z.uuid(), subject_id: integerId });

/** Answers `SubjectDeletionRequested`: nothing here is against it. */
export const SubjectClearingAgreed = defineEvent({ name: 'SubjectClearingAgreed', aggregate: 'subject_clearing', verb: 'agreed', version: 1, data: clearing });
/** Answers it too: the subject cannot be without its syllabi now. */
export const SubjectClearingRefused = defineEvent({ name: 'SubjectClearingRefused', aggregate: 'subject_clearing', verb: 'refused', version: 1, data: clearing.extend({ reason: z.string() }) });
/** Answers `SubjectDeletionDecided`: the subject has no syllabus any more. */
export const SubjectCleared = defineEvent({ name: 'SubjectCleared', aggregate: 'subject_clearing', verb: 'cleared', version: 1, data: clearing.extend({ syllabi: z.int() }) });
