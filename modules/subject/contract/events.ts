import { defineEvent, integerId } from '@aurora/kernel';
import { z } from 'zod';

const data = z.object({
  id: integerId,
  name: z.string(),
  code: z.string(),
  description: z.string().nullable(),
  department_id: integerId.nullable(),
  credits: z.number().nullable(),
  credits_max: z.number().nullable(),
});

export const SubjectCreated = defineEvent({ name: 'SubjectCreated', aggregate: 'subject', verb: 'created', version: 1, data });
export const SubjectUpdated = defineEvent({ name: 'SubjectUpdated', aggregate: 'subject', verb: 'updated', version: 1, data: data.extend({ changed: z.array(z.string()) }) });
export const SubjectDeleted = defineEvent({ name: 'SubjectDeleted', aggregate: 'subject', verb: 'deleted', version: 1, last: true, data: z.object({ id: integerId, code: z.string() }) });

const department = z.object({ id: integerId, name: z.string() });

export const DepartmentCreated = defineEvent({ name: 'DepartmentCreated', aggregate: 'department', verb: 'created', version: 1, data: department });
export const DepartmentRenamed = defineEvent({ name: 'DepartmentRenamed', aggregate: 'department', verb: 'renamed', version: 1, data: department });
export const DepartmentDeleted = defineEvent({ name: 'DepartmentDeleted', aggregate: 'department', verb: 'deleted', version: 1, last: true, data: department });

const deletion = z.object({ deletion_id: z.uuid(), subject_id: integerId });

/** Asks who has syllabi of the subject whether it may go with them. */
export const SubjectDeletionRequested = defineEvent({ name: 'SubjectDeletionRequested', aggregate: 'subject_deletion', verb: 'requested', version: 1, data: deletion });
/** Asks for them to be deleted: there is no way back from here. */
export const SubjectDeletionDecided = defineEvent({ name: 'SubjectDeletionDecided', aggregate: 'subject_deletion', verb: 'decided', version: 1, data: deletion });
