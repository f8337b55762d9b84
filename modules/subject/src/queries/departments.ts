import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { subjectContract } from '../../contract/index.ts';
import type { SubjectTables } from '../persistence/tables.ts';

type Contract = typeof subjectContract;

const byId = prepare<SubjectTables, { id: number }>()((db, { id }) =>
  db.selectFrom('department').select(['id', 'name', 'created_at', 'updated_at', 'version']).where('id', '=', id));

export const getDepartment = (queries: Queries): Handlers<Contract>['getDepartment'] => async ({ id }) => {
  const department = await queries.firstOf(byId, { id });
  if (!department) throw new AuroraError('NOT_FOUND', `There is no department ${id}.`);
  return department;
};

export const listDepartments = (queries: Queries): Handlers<Contract>['listDepartments'] => async input => {
  let query = queries.builder<SubjectTables>().selectFrom('department').select(['id', 'name', 'name_key', 'created_at', 'updated_at', 'version'])
    .orderBy('name_key').limit(input.limit + 1);
  if (input.cursor !== undefined) query = query.where('name_key', '>', decodeCursor(input.cursor, 'departments', ['text'])[0]);
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  return { items, next: rows.length > input.limit ? encodeCursor('departments', [items.at(-1)!.name_key]) : null };
};
