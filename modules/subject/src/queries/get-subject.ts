import { AuroraError, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { subjectContract } from '../../contract/index.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { selectSubjects } from './subject-columns.ts';

const byId = prepare<SubjectTables, { id: number }>()((db, { id }) => selectSubjects(db).where('s.id', '=', id));

export const getSubject = (queries: Queries): Handlers<typeof subjectContract>['get'] => async ({ id }) => {
  const subject = await queries.firstOf(byId, { id });
  if (!subject) throw new AuroraError('NOT_FOUND', `There is no subject ${id}.`);
  return subject;
};
