import { on, type Reactions } from '@aurora/platform/events';
import { SubjectCreated, SubjectDeleted, SubjectUpdated } from '@aurora/subject/events';
import { putSubjectName, removeSubjectName, removeSubjectNames } from '../persistence/subject-names.ts';

/** Keeps what subjects are called, to show it with their syllabi. */
export const subjects: Reactions = {
  source: 'subject',
  reset: ({ transaction }) => removeSubjectNames(transaction),
  handlers: [
    on(SubjectCreated, ['id', 'code', 'name'], ({ id, ...named }, { transaction }) => putSubjectName(transaction, id, named)),
    on(SubjectUpdated, ['id', 'code', 'name'], ({ id, ...named }, { transaction }) => putSubjectName(transaction, id, named)),
    on(SubjectDeleted, ['id'], ({ id }, { transaction }) => removeSubjectName(transaction, id)),
  ],
};
