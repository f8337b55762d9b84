import { prepare, type Queries, type Transaction, type Unit } from '@aurora/platform/persistence';
import { sql } from 'kysely';
import type { SyllabusTables } from './tables.ts';

type Row = SyllabusTables['syllabus_document'];
type Key = { id: number };

/** Words in one statement. */
const some = 200;

const forget = prepare<SyllabusTables, Key>()((db, { id }) => db.deleteFrom('syllabus_document').where('syllabus_id', '=', id));
const insert = prepare<SyllabusTables, Pick<Row, 'syllabus_id' | 'file_id'>>()((db, { file_id, syllabus_id }) =>
  db.insertInto('syllabus_document').values({ syllabus_id, file_id, status: 'wanted', attempts: 0, ask_at: null }));
const due = prepare<SyllabusTables, { now: string }>()((db, { now }) => db.selectFrom('syllabus_document').select(['syllabus_id', 'file_id', 'attempts'])
  .where('status', '=', 'wanted').where(row => row.or([row('ask_at', 'is', null), row('ask_at', '<=', now)])).orderBy('ask_at').limit(50));
const later = prepare<SyllabusTables, Wanted & { ask_at: string }>()((db, { ask_at, attempts, file_id, syllabus_id }) =>
  db.updateTable('syllabus_document').set({ attempts, ask_at }).where('syllabus_id', '=', syllabus_id).where('file_id', '=', file_id));
const settle = prepare<SyllabusTables, Wanted>()((db, { file_id, syllabus_id }) =>
  db.updateTable('syllabus_document').set({ status: 'done', ask_at: null }).where('syllabus_id', '=', syllabus_id).where('file_id', '=', file_id).where('status', '=', 'wanted'));
const removeWords = prepare<SyllabusTables, Key>()((db, { id }) => db.deleteFrom('syllabus_word').where('syllabus_id', '=', id));

/** The document of a syllabus whose words are to be asked for. */
export type Wanted = Pick<Row, 'syllabus_id' | 'file_id' | 'attempts'>;

/** Asks for the words of the document that a syllabus has now, in the transaction of the change; those of the one before count until they have come. */
export async function wantDocument({ transaction }: Unit, id: number, fileId: string): Promise<void> {
  await transaction.execute(forget, { id });
  await transaction.execute(insert, { syllabus_id: id, file_id: fileId });
}

export const wantedDocuments = async (queries: Queries): Promise<Wanted[]> => queries.allOf(due, { now: new Date().toISOString() });

/** Puts a document off by `milliseconds`. */
export async function putOff(transaction: Transaction, wanted: Wanted, milliseconds: number): Promise<void> {
  await transaction.execute(later, { ...wanted, attempts: wanted.attempts + 1, ask_at: new Date(Date.now() + milliseconds).toISOString() });
}

/** Notes the words of a document in place of those before, unless the syllabus has another by now. */
export async function putWords(transaction: Transaction, wanted: Wanted, words: readonly string[]): Promise<void> {
  if (await transaction.execute(settle, wanted) === 0) return;
  const id = wanted.syllabus_id;
  await transaction.execute(removeWords, { id });
  for (let at = 0; at < words.length; at += some) {
    const rows = words.slice(at, at + some).map(word => sql`(${id}, ${word})`);
    await transaction.query(sql`insert into syllabus_word (syllabus_id, word) values ${sql.join(rows)}`);
  }
}

/** Forgets the document of a syllabus that goes. */
export async function removeDocument({ transaction }: Unit, id: number): Promise<void> {
  await transaction.execute(forget, { id });
  await transaction.execute(removeWords, { id });
}
