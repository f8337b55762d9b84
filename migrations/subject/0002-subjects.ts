import type { Migration } from '@aurora/platform/persistence';

export const subjects: Migration = {
  name: '0002-subjects',
  async up({ allocateIds, createIndex, createTable, types }) {
    await createTable('department')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('name', types.text(200), column => column.notNull())
      .addColumn('name_key', types.text(200), column => column.notNull().unique())
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .execute();
    await createTable('subject')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('name', types.text(300), column => column.notNull())
      .addColumn('name_key', types.text(300), column => column.notNull())
      .addColumn('code', types.text(64), column => column.notNull())
      .addColumn('code_key', types.text(192), column => column.notNull().unique())
      .addColumn('description', types.long)
      .addColumn('department_id', types.integer)
      .addColumn('credits', types.real)
      .addColumn('credits_max', types.real)
      .addColumn('search_text', types.long, column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .addColumn('reservations', types.integer, column => column.notNull().defaultTo(0))
      .addForeignKeyConstraint('subject_department', ['department_id'], 'department', ['id'])
      .execute();
    await createIndex('subject', ['department_id', 'id']);
    await createIndex('subject', ['department_id', 'code_key']);
    await createIndex('subject', ['department_id', 'name_key', 'id']);
    await createIndex('subject', ['department_id', 'created_at', 'id']);
    await createIndex('subject', ['name_key', 'id']);
    await createIndex('subject', ['created_at', 'id']);
    await createIndex('subject', ['reservations', 'code_key']);
    await createTable('reservation')
      .addColumn('subject_id', types.integer, column => column.notNull())
      .addColumn('holder', types.ascii(100), column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addPrimaryKeyConstraint('reservation_key', ['subject_id', 'holder'])
      .addForeignKeyConstraint('reservation_subject', ['subject_id'], 'subject', ['id'])
      .execute();
    await allocateIds('subject');
    await allocateIds('department');
  },
};
