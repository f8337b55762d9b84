import type { Migration } from '@aurora/platform/persistence';

/** Which syllabi each subject has, as their events tell, and how many. */
export const syllabiOfSubjects: Migration = {
  name: '0004-syllabi',
  async up({ addColumn, createIndex, createTable, dropIndex, types }) {
    await createTable('subject_syllabus')
      .addColumn('syllabus_id', types.integer, column => column.notNull().primaryKey())
      .addColumn('subject_id', types.integer, column => column.notNull())
      .execute();
    await addColumn('subject', 'syllabi', types.integer, column => column.notNull().defaultTo(0));
    await createIndex('subject', ['syllabi', 'code_key']);
    await dropIndex('subject', ['reservations', 'code_key']);
  },
};
