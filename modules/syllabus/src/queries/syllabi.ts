import { AuroraError, decodeCursor, encodeCursor, foldCode, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import type { Kysely } from 'kysely';
import { syllabusContract } from '../../contract/index.ts';
import { instructorKey } from '../domain/syllabus.ts';
import { termKey } from '../domain/term.ts';
import type { SyllabusTables } from '../persistence/tables.ts';
import { foundBy, searchedWords } from '../search/found-by.ts';

type Contract = typeof syllabusContract;

/** Syllabi in the shape of the answer. */
const select = (db: Kysely<SyllabusTables>) => db.selectFrom('syllabus').leftJoin('subject_name', 'subject_name.subject_id', 'syllabus.subject_id')
  .select(['id', 'syllabus.subject_id', 'subject_name.code as subject_code', 'subject_name.name as subject_name', 'file_id', 'year', 'term', 'section', 'instructor', 'created_at', 'updated_at', 'version']);

const byId = prepare<SyllabusTables, { id: number }>()((db, { id }) => select(db).where('id', '=', id));
const currentOf = prepare<SyllabusTables, { id: number }>()((db, { id }) =>
  select(db).where('syllabus.subject_id', '=', id).orderBy('term_order', 'desc').orderBy('created_at', 'desc').orderBy('id', 'desc').limit(1));

export const getSyllabus = (queries: Queries): Handlers<Contract>['get'] => async ({ id }) => {
  const syllabus = await queries.firstOf(byId, { id });
  if (!syllabus) throw new AuroraError('NOT_FOUND', `There is no syllabus ${id}.`);
  return syllabus;
};

export const getCurrentSyllabus = (queries: Queries): Handlers<Contract>['current'] => async ({ id }) => {
  const syllabus = await queries.firstOf(currentOf, { id });
  if (!syllabus) throw new AuroraError('NOT_FOUND', `Subject ${id} has no syllabus.`);
  return syllabus;
};

export const listSyllabi = (queries: Queries): Handlers<Contract>['list'] => async input => {
  const direction = input.sort.startsWith('-') ? 'desc' : 'asc';
  const after = direction === 'desc' ? '<' : '>';
  const byTerm = input.sort.endsWith('term');
  let query = select(queries.builder<SyllabusTables>()).select('term_order').limit(input.limit + 1);
  if (byTerm) query = query.orderBy('term_order', direction);
  query = query.orderBy('id', direction);
  if (input.subject_id !== undefined) query = query.where('syllabus.subject_id', '=', input.subject_id);
  if (input.subject_code !== undefined) query = query.where('subject_name.code_key', '=', foldCode(input.subject_code));
  if (input.file_id !== undefined) query = query.where('file_id', '=', input.file_id);
  if (input.year !== undefined) query = query.where('year', '=', input.year);
  if (input.term !== undefined) query = query.where('term_key', '=', termKey(input.term));
  if (input.instructor !== undefined) query = query.where('instructor_key', '=', instructorKey(input.instructor));
  if (input.q !== undefined) for (const word of searchedWords(input.q)) query = query.where(foundBy(word));
  if (input.cursor !== undefined) {
    const [order, id] = decodeCursor(input.cursor, `syllabi.${input.sort}`, ['integer', 'integer']);
    query = byTerm ? query.where('term_order', `${after}=`, order).where(({ eb, or }) => or([eb('term_order', after, order), eb('id', after, id)])) : query.where('id', after, id);
  }
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return { items, next: rows.length > input.limit && last ? encodeCursor(`syllabi.${input.sort}`, [last.term_order, last.id]) : null };
};

export const getHistory = (queries: Queries): Handlers<Contract>['history'] => async ({ id, limit, cursor }) => {
  if (!await queries.firstOf(byId, { id })) throw new AuroraError('NOT_FOUND', `There is no syllabus ${id}.`);
  let query = queries.builder<SyllabusTables>().selectFrom('syllabus_change').select(['version', 'action', 'changed_at', 'changed_by', 'changes'])
    .where('syllabus_id', '=', id).orderBy('version', 'desc').limit(limit + 1);
  if (cursor !== undefined) query = query.where('version', '<', decodeCursor(cursor, 'history', ['integer'])[0]);
  const rows = await queries.all(query);
  const items = rows.slice(0, limit).map(row => ({ ...row, changes: JSON.parse(row.changes) as Record<string, { from: unknown; to: unknown }> }));
  return { items, next: rows.length > limit ? encodeCursor('history', [items.at(-1)!.version]) : null };
};
