import type { Scope } from '@aurora/kernel';
import { on, type Reactions } from '@aurora/platform/events';
import type { SagaExecutor } from '@aurora/platform/saga';
import { SubjectCreated, SubjectDeleted, SubjectDeletionDecided, SubjectDeletionRequested, SubjectUpdated } from '@aurora/subject/events';
import { SubjectCleared, SubjectClearingAgreed, SubjectClearingRefused } from '../../contract/index.ts';
import { putSubjectName, removeSubjectName, removeSubjectNames } from '../persistence/subject-names.ts';
import type { SyllabusSagas } from '../sagas/syllabus-sagas.ts';

/** What letting go of subjects and files needs. */
const scopes: ReadonlySet<Scope> = new Set(['subject:read', 'file:read']);

/** Keeps what subjects are called, to show it with their syllabi; and answers the subject module, which deletes a subject with its syllabi. */
export const subjects = (executor: SagaExecutor, { clear, create, update }: Pick<SyllabusSagas, 'clear' | 'create' | 'update'>): Reactions => ({
  source: 'subject',
  reset: ({ transaction }) => removeSubjectNames(transaction),
  handlers: [
    on(SubjectCreated, ['id', 'code', 'name'], ({ id, ...named }, { transaction }) => putSubjectName(transaction, id, named)),
    on(SubjectUpdated, ['id', 'code', 'name'], ({ id, ...named }, { transaction }) => putSubjectName(transaction, id, named)),
    on(SubjectDeleted, ['id'], ({ id }, { transaction }) => removeSubjectName(transaction, id)),
    on(SubjectDeletionRequested, ['deletion_id', 'subject_id'], async ({ deletion_id, subject_id }, unit) => {
      const making = [...await executor.underWay(unit.transaction, create), ...await executor.underWay(unit.transaction, update)].some(({ input }) => input.subject_id === subject_id);
      if (!making) await unit.tell(SubjectClearingAgreed, deletion_id, { deletion_id, subject_id });
      // It holds the subject, and may yet become one of its syllabi.
      else await unit.tell(SubjectClearingRefused, deletion_id, { deletion_id, subject_id, reason: `A syllabus of subject ${subject_id} is being made or changed now.` });
    }),
    on(SubjectDeletionDecided, ['deletion_id', 'subject_id'], async ({ deletion_id, subject_id }, unit, { metadata }) => {
      const context = { ...unit.context, principal: { id: metadata.principal, scopes } };
      const known = await executor.begin(unit.transaction, clear, { deletion: deletion_id, subject: subject_id, deleted: 0 }, context, deletion_id);
      // Asked again: the answer has not been heard.
      if (known === 'completed') await unit.tell(SubjectCleared, deletion_id, { deletion_id, subject_id, syllabi: 0 });
    }),
  ],
});
