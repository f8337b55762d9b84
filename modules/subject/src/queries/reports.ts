import { decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { sql } from 'kysely';
import { subjectContract } from '../../contract/index.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { selectSubjects } from './subject-columns.ts';

type Contract = typeof subjectContract;

const byDepartment = prepare<SubjectTables, object>()(db =>
  db.selectFrom('subject as s').leftJoin('department as d', 'd.id', 's.department_id').select(({ fn }) => [
    's.department_id', 'd.name as department', fn.countAll<number>().as('subjects'),
    sql<number>`coalesce(sum(s.credits), 0)`.as('credits'),
    sql<number>`sum(case when s.syllabi = 0 then 1 else 0 end)`.as('without_syllabus'),
  ]).groupBy(['s.department_id', 'd.name', 'd.name_key']).orderBy('d.name_key'));

export const reportByDepartment = (queries: Queries): Handlers<Contract>['reportByDepartment'] => async () => {
  const rows = await queries.allOf(byDepartment, {});
  return { items: rows.map(row => ({ ...row, subjects: Number(row.subjects), credits: Math.round(Number(row.credits) * 100) / 100, without_syllabus: Number(row.without_syllabus) })) };
};

export const reportWithoutSyllabus = (queries: Queries): Handlers<Contract>['reportWithoutSyllabus'] => async input => {
  let query = selectSubjects(queries.builder<SubjectTables>()).select('s.code_key').where('s.syllabi', '=', 0).orderBy('s.code_key').limit(input.limit + 1);
  if (input.cursor !== undefined) query = query.where('s.code_key', '>', decodeCursor(input.cursor, 'without-syllabus', ['text'])[0]);
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  return { items, next: rows.length > input.limit ? encodeCursor('without-syllabus', [items.at(-1)!.code_key]) : null };
};
