import { prepare, type Unit } from '@aurora/platform/persistence';
import type { SyllabusTables } from './tables.ts';

export type Reference = Omit<SyllabusTables['syllabus_reference'], 'syllabus_id'>;

const insert = prepare<SyllabusTables, SyllabusTables['syllabus_reference']>()((db, row) =>
  db.insertInto('syllabus_reference').values({ syllabus_id: row.syllabus_id, kind: row.kind, target: row.target, holder: row.holder }));
const find = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.selectFrom('syllabus_reference').select(['kind', 'target', 'holder']).where('syllabus_id', '=', id));
const removeAll = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.deleteFrom('syllabus_reference').where('syllabus_id', '=', id));
const removeOne = prepare<SyllabusTables, { id: number; kind: 'subject' | 'file'; holder: string }>()((db, { id, kind, holder }) =>
  db.deleteFrom('syllabus_reference').where('syllabus_id', '=', id).where('kind', '=', kind).where('holder', '=', holder));

export async function addReferences(unit: Unit, id: number, references: readonly Reference[]): Promise<void> {
  for (const reference of references) await unit.transaction.execute(insert, { syllabus_id: id, ...reference });
}

/** Everything that a syllabus or its history refers to. */
export const referencesOf = (unit: Unit, id: number): Promise<Reference[]> => unit.transaction.all(find, { id });

/** Forgets them all and answers what they were, so that their owners can be told. */
export async function takeReferences(unit: Unit, id: number): Promise<Reference[]> {
  const references = await referencesOf(unit, id);
  await unit.transaction.execute(removeAll, { id });
  return references;
}

export const removeReference = (unit: Unit, id: number, { kind, holder }: Reference): Promise<number> => unit.transaction.execute(removeOne, { id, kind, holder });
