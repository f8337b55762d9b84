import type { Kysely } from 'kysely';
import type { SubjectTables } from '../persistence/tables.ts';

/** Subjects with the name of their department, in the shape of the answer. */
export const selectSubjects = (db: Kysely<SubjectTables>) =>
  db.selectFrom('subject as s').leftJoin('department as d', 'd.id', 's.department_id').select([
    's.id', 's.name', 's.code', 's.description', 's.department_id', 'd.name as department', 's.credits', 's.credits_max', 's.created_at', 's.updated_at', 's.version',
  ]);
