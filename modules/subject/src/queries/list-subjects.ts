import { decodeCursor, encodeCursor, foldCode, foldText, type Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { sql } from 'kysely';
import { subjectContract } from '../../contract/index.ts';
import { departmentKey } from '../domain/department.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { selectSubjects } from './subject-columns.ts';

const orders = { id: 's.id', code: 's.code_key', name: 's.name_key', created_at: 's.created_at' } as const;

/** Above every character that a code may hold. */
const beyond = '\u{10ffff}';

export const listSubjects = (queries: Queries): Handlers<typeof subjectContract>['list'] => async input => {
  const descending = input.sort.startsWith('-');
  const name = input.sort.replace('-', '') as keyof typeof orders;
  const column = orders[name];
  const direction = descending ? 'desc' : 'asc';
  let query = selectSubjects(queries.builder<SubjectTables>()).select(`${column} as sort_key`).orderBy(column, direction).limit(input.limit + 1);
  if (name !== 'id') query = query.orderBy('s.id', direction);
  if (input.department_id !== undefined) query = query.where('s.department_id', '=', input.department_id);
  if (input.department !== undefined) query = query.where('d.name_key', '=', departmentKey(input.department));
  if (input.code !== undefined) query = query.where('s.code_key', '=', foldCode(input.code));
  if (input.code_prefix !== undefined) {
    const prefix = foldCode(input.code_prefix);
    query = query.where('s.code_key', '>=', prefix).where('s.code_key', '<', prefix + beyond);
  }
  for (const word of foldText(input.q ?? '').split(' ')) {
    if (word !== '') query = query.where(sql<boolean>`instr(s.search_text, ${word}) > 0`);
  }
  if (input.cursor !== undefined) {
    const [key, id] = decodeCursor(input.cursor, `subjects.${input.sort}`, [name === 'id' ? 'integer' : 'text', 'integer']);
    const after = descending ? '<' : '>';
    // Two comparisons that an index can use, not a row value: MySQL does not range over those.
    query = name === 'id' ? query.where('s.id', after, id)
      : query.where(column, `${after}=`, key).where(({ eb, or }) => or([eb(column, after, key), eb('s.id', after, id)]));
  }
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  const next = rows.length > input.limit && last ? encodeCursor(`subjects.${input.sort}`, [last.sort_key, last.id]) : null;
  return { items, next };
};
