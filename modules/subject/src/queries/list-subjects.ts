import { decodeCursor, encodeCursor, foldCode, foldText, type Handlers, type InputOf } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { sql, type Kysely } from 'kysely';
import { subjectContract } from '../../contract/index.ts';
import { departmentKey } from '../domain/department.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { selectSubjects } from './subject-columns.ts';

type Input = InputOf<typeof subjectContract.operations.list>;

const orders = { id: 's.id', code: 's.code_key', name: 's.name_key', created_at: 's.created_at' } as const;

/** Above every character that a code may hold. */
const beyond = '\u{10ffff}';

function filtered(db: Kysely<SubjectTables>, { code, department, department_id, q = '' }: Input) {
  let found = db.selectFrom('subject as s');
  if (department_id !== undefined) found = found.where('s.department_id', '=', department_id);
  if (department !== undefined) found = found.where('s.department_id', '=', eb => eb.selectFrom('department as named').select('named.id').where('named.name_key', '=', departmentKey(department)));
  if (code !== undefined) found = found.where('s.code_key', '=', foldCode(code));
  for (const word of foldText(q).split(' ')) if (word !== '') found = found.where(sql<boolean>`instr(s.search_text, ${word}) > 0`);
  return found;
}

/** The ids of a page and one more, in order. */
function idsOfPage(db: Kysely<SubjectTables>, input: Input) {
  const descending = input.sort.startsWith('-');
  const name = input.sort.replace('-', '') as keyof typeof orders;
  const column = orders[name];
  const direction = descending ? 'desc' : 'asc';
  const prefix = input.code_prefix === undefined ? undefined : foldCode(input.code_prefix);
  let found = filtered(db, input);
  let bounds: readonly ('>=' | '<')[] = ['>=', '<'];
  if (input.cursor !== undefined) {
    const [key, id] = decodeCursor(input.cursor, `subjects.${input.sort}`, [name === 'id' ? 'integer' : 'text', 'integer']);
    const after = descending ? '<' : '>';
    // Two comparisons that an index can use, not a row value: MySQL does not range over those.
    found = name === 'id' ? found.where('s.id', after, id)
      : found.where(column, `${after}=`, key).where(({ eb, or }) => or([eb(column, after, key), eb('s.id', after, id)]));
    // Of two bounds on one side SQLite may seek to the wider one: that of the prefix, where the cursor lies within.
    if (name === 'code' && String(key).startsWith(prefix ?? '')) bounds = descending ? ['>='] : ['<'];
  }
  if (prefix !== undefined) for (const bound of bounds) found = found.where('s.code_key', bound, bound === '<' ? prefix + beyond : prefix);
  const sorted = found.select(['s.id', `${column} as sort_key`]).orderBy(column, direction).limit(input.limit + 1);
  return name === 'id' ? sorted : sorted.orderBy('s.id', direction);
}

export const listSubjects = (queries: Queries): Handlers<typeof subjectContract>['list'] => async input => {
  const db = queries.builder<SubjectTables>();
  const direction = input.sort.startsWith('-') ? 'desc' : 'asc';
  // First the ids, which an index may hold, then the rows: those that are not of the page are not read.
  const rows = await queries.all(selectSubjects(db).innerJoin(idsOfPage(db, input).as('page'), 'page.id', 's.id').select('page.sort_key')
    .orderBy('page.sort_key', direction).orderBy('page.id', direction));
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  const next = rows.length > input.limit && last ? encodeCursor(`subjects.${input.sort}`, [last.sort_key, last.id]) : null;
  return { items, next };
};
