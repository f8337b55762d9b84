import { on, type Reaction, type Reactions } from '@aurora/platform/events';
import { prepare, type Unit } from '@aurora/platform/persistence';
import { SyllabusCreated, SyllabusDeleted, SyllabusUpdated } from '@aurora/syllabus/events';
import type { SubjectTables } from '../persistence/tables.ts';

const find = prepare<SubjectTables, { id: number }>()((db, { id }) => db.selectFrom('subject_syllabus').select('subject_id').where('syllabus_id', '=', id));
const insert = prepare<SubjectTables, { id: number; subject: number }>()((db, { id, subject }) => db.insertInto('subject_syllabus').values({ syllabus_id: id, subject_id: subject }));
const remove = prepare<SubjectTables, { id: number }>()((db, { id }) => db.deleteFrom('subject_syllabus').where('syllabus_id', '=', id));
const count = prepare<SubjectTables, { subject: number; by: number }>()((db, { subject, by }) => db.updateTable('subject').set(row => ({ syllabi: row('syllabi', '+', by) })).where('id', '=', subject));

const forget = prepare<SubjectTables, object>()(db => db.deleteFrom('subject_syllabus'));
const uncount = prepare<SubjectTables, object>()(db => db.updateTable('subject').set({ syllabi: 0 }).where('syllabi', '!=', 0));

/** Notes that a syllabus is one of `subject`, and of none that it was of before; of none at all if that is undefined. */
async function belongs({ transaction }: Unit, id: number, subject: number | undefined): Promise<void> {
  const before = (await transaction.first(find, { id }))?.subject_id;
  if (before === subject) return;
  if (before !== undefined) {
    await transaction.execute(remove, { id });
    await transaction.execute(count, { subject: before, by: -1 });
  }
  if (subject === undefined) return;
  await transaction.execute(insert, { id, subject });
  await transaction.execute(count, { subject, by: 1 });
}

/** Keeps who has a syllabus, for the reports of those that have none; `more` is what else is done about the events of syllabi. */
export const syllabi = (more: readonly Reaction[]): Reactions => ({
  source: 'syllabus',
  async reset({ transaction }) {
    await transaction.execute(forget, {});
    await transaction.execute(uncount, {});
  },
  handlers: [
    on(SyllabusCreated, ['id', 'subject_id'], ({ id, subject_id }, unit) => belongs(unit, id, subject_id)),
    on(SyllabusUpdated, ['id', 'subject_id'], ({ id, subject_id }, unit) => belongs(unit, id, subject_id)),
    on(SyllabusDeleted, ['id'], ({ id }, unit) => belongs(unit, id, undefined)),
    ...more,
  ],
});
