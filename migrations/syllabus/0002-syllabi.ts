import type { Migration } from '@aurora/platform/persistence';

export const syllabi: Migration = {
  name: '0002-syllabi',
  async up({ allocateIds, createIndex, createTable, types }) {
    await createTable('syllabus')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('subject_id', types.integer, column => column.notNull())
      .addColumn('file_id', types.ascii(26), column => column.notNull())
      .addColumn('year', types.integer)
      .addColumn('term', types.text(32))
      .addColumn('term_key', types.text(64))
      .addColumn('term_order', types.integer, column => column.notNull())
      .addColumn('section', types.text(64))
      .addColumn('instructor', types.text(200))
      .addColumn('instructor_key', types.text(200))
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .execute();
    await createIndex('syllabus', ['subject_id', 'term_order', 'created_at', 'id']);
    await createIndex('syllabus', ['file_id', 'id']);
    await createIndex('syllabus', ['term_order', 'id']);
    await createTable('syllabus_change')
      .addColumn('syllabus_id', types.integer, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull())
      .addColumn('action', types.ascii(16), column => column.notNull())
      .addColumn('changed_at', types.time, column => column.notNull())
      .addColumn('changed_by', types.text(300), column => column.notNull())
      .addColumn('changes', types.long, column => column.notNull())
      .addPrimaryKeyConstraint('syllabus_change_key', ['syllabus_id', 'version'])
      .execute();
    await createTable('syllabus_reference')
      .addColumn('syllabus_id', types.integer, column => column.notNull())
      .addColumn('kind', types.ascii(16), column => column.notNull())
      .addColumn('target', types.ascii(32), column => column.notNull())
      .addColumn('holder', types.ascii(100), column => column.notNull())
      .addPrimaryKeyConstraint('syllabus_reference_key', ['syllabus_id', 'kind', 'target', 'holder'])
      .execute();
    await allocateIds('syllabus');
  },
};
