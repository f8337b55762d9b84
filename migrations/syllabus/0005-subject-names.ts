import type { Migration } from '@aurora/platform/persistence';

/** What the subjects of syllabi are called, as their events tell. */
export const subjectNames: Migration = {
  name: '0005-subject-names',
  async up({ createIndex, createTable, types }) {
    await createTable('subject_name')
      .addColumn('subject_id', types.integer, column => column.notNull().primaryKey())
      .addColumn('code', types.text(64), column => column.notNull())
      .addColumn('code_key', types.text(192), column => column.notNull())
      .addColumn('name', types.text(300), column => column.notNull())
      .execute();
    await createIndex('subject_name', ['code_key']);
  },
};
