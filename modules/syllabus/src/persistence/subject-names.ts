import { foldCode, foldText } from '@aurora/kernel';
import { prepare, type Transaction } from '@aurora/platform/persistence';
import type { SyllabusTables } from './tables.ts';

/** What a subject is called. */
export interface SubjectName {
  readonly code: string;
  readonly name: string;
}

type Row = SyllabusTables['subject_name'];

const find = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.selectFrom('subject_name').select(['code', 'name']).where('subject_id', '=', id));
const add = prepare<SyllabusTables, Row>()((db, { subject_id, code, code_key, name, name_key }, dialect) => {
  const insert = db.insertInto('subject_name').values({ subject_id, code, code_key, name, name_key });
  return dialect === 'mysql' ? insert.ignore() : insert.orIgnore();
});
const change = prepare<SyllabusTables, Row>()((db, { subject_id, code, code_key, name, name_key }) => db.updateTable('subject_name').set({ code, code_key, name, name_key }).where('subject_id', '=', subject_id));
const remove = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.deleteFrom('subject_name').where('subject_id', '=', id));
const removeAll = prepare<SyllabusTables, object>()(db => db.deleteFrom('subject_name'));

const rowOf = (id: number, { code, name }: SubjectName): Row => ({ subject_id: id, code, code_key: foldCode(code), name, name_key: foldText(name).slice(0, 600) });

export const findSubjectName = (transaction: Transaction, id: number): Promise<SubjectName | undefined> => transaction.first(find, { id });

/** Notes what a subject is called unless that is known: what its events have told may be newer. */
export async function addSubjectName(transaction: Transaction, id: number, named: SubjectName): Promise<void> {
  await transaction.execute(add, rowOf(id, named));
}

/** Notes what a subject is called from now on. */
export async function putSubjectName(transaction: Transaction, id: number, named: SubjectName): Promise<void> {
  await addSubjectName(transaction, id, named);
  await transaction.execute(change, rowOf(id, named));
}

export async function removeSubjectName(transaction: Transaction, id: number): Promise<void> {
  await transaction.execute(remove, { id });
}

export async function removeSubjectNames(transaction: Transaction): Promise<void> {
  await transaction.execute(removeAll, {});
}
