import type { Migration } from '@aurora/platform/persistence';

/** Content may lie in several stores, and move between them. */
export const stores: Migration = {
  name: '0008-stores',
  async up({ addColumn, createTable, types }) {
    await createTable('file_store')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('address', types.ascii(700), column => column.notNull().unique())
      .execute();
    await createTable('store_move')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('move_id', types.ascii(36), column => column.notNull())
      .addColumn('number', types.integer, column => column.notNull())
      .addColumn('stage', types.ascii(16), column => column.notNull())
      .addColumn('back', types.integer, column => column.notNull())
      .addColumn('current_store', types.integer, column => column.notNull())
      .addColumn('origin', types.integer)
      .addColumn('target', types.integer, column => column.notNull())
      .addColumn('reached', types.ascii(100), column => column.notNull())
      .addColumn('total', types.integer, column => column.notNull())
      .addColumn('total_bytes', types.integer, column => column.notNull())
      .addColumn('copied', types.integer, column => column.notNull())
      .addColumn('copied_bytes', types.integer, column => column.notNull())
      .addColumn('error', types.text(1000))
      .addColumn('holder', types.ascii(36), column => column.notNull())
      .addColumn('held_until', types.time, column => column.notNull())
      .addColumn('started_by', types.text(200), column => column.notNull())
      .addColumn('started_at', types.time, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .execute();
    await createTable('loose_content')
      .addColumn('path', types.ascii(100), column => column.notNull().primaryKey())
      .addColumn('store', types.integer, column => column.notNull())
      .addColumn('doomed', types.integer, column => column.notNull())
      .execute();
    await addColumn('content', 'store', types.integer, column => column.notNull().defaultTo(0));
    await addColumn('content', 'store_path', types.ascii(100));
    await addColumn('content', 'copy_store', types.integer);
    await addColumn('content', 'copy_path', types.ascii(100));
  },
};
