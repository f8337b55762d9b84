import type { Migration } from '@aurora/platform/persistence';

/** The words of the documents of syllabi, and names of subjects as search compares them; null for those that are there already. */
export const search: Migration = {
  name: '0011-search',
  async up({ addColumn, createIndex, createTable, db, dialect, types }) {
    await createTable('syllabus_document')
      .addColumn('syllabus_id', types.integer, column => column.notNull().primaryKey())
      .addColumn('file_id', types.ascii(64), column => column.notNull())
      .addColumn('status', types.ascii(16), column => column.notNull())
      .addColumn('attempts', types.integer, column => column.notNull().defaultTo(0))
      .addColumn('ask_at', types.time)
      .execute();
    await createIndex('syllabus_document', ['status', 'ask_at']);
    await createTable('syllabus_word')
      .addColumn('syllabus_id', types.integer, column => column.notNull())
      .addColumn('word', types.text(40), column => column.notNull())
      .addPrimaryKeyConstraint('syllabus_word_key', ['syllabus_id', 'word'])
      .execute();
    const syllabi = db.selectFrom('syllabus').select(({ val }) => ['id', 'file_id', val('wanted').as('status')]);
    const insert = db.insertInto('syllabus_document').columns(['syllabus_id', 'file_id', 'status']).expression(syllabi);
    await (dialect === 'mysql' ? insert.ignore() : insert.orIgnore()).execute();
    await addColumn('subject_name', 'name_key', types.text(600));
  },
};
