import { prepare, type Unit } from '@aurora/platform/persistence';
import type { Changes } from '../domain/syllabus.ts';
import type { SyllabusTables } from './tables.ts';

const insert = prepare<SyllabusTables, SyllabusTables['syllabus_change']>()((db, row) => db.insertInto('syllabus_change').values({
  syllabus_id: row.syllabus_id, version: row.version, action: row.action, changed_at: row.changed_at, changed_by: row.changed_by, changes: row.changes,
}));
const removeAll = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.deleteFrom('syllabus_change').where('syllabus_id', '=', id));

/** Writes a change down in the history, in the transaction of the change. */
export const noteChange = (unit: Unit, syllabus: { readonly id: number; readonly version: number }, action: 'created' | 'updated', changes: Changes): Promise<number> =>
  unit.transaction.execute(insert, {
    syllabus_id: syllabus.id, version: syllabus.version, action, changed_at: unit.now, changed_by: unit.context.principal.id, changes: JSON.stringify(changes),
  });

export const removeHistory = (unit: Unit, id: number): Promise<number> => unit.transaction.execute(removeAll, { id });
