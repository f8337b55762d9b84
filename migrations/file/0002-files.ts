import type { Migration } from '@aurora/platform/persistence';

export const files: Migration = {
  name: '0002-files',
  async up({ createIndex, createTable, types }) {
    await createTable('content')
      .addColumn('path', types.ascii(100), column => column.notNull().primaryKey())
      .addColumn('sha256', types.ascii(64), column => column.unique())
      .addColumn('size', types.integer, column => column.notNull())
      .addColumn('files', types.integer, column => column.notNull().defaultTo(0))
      .addColumn('uploads', types.integer, column => column.notNull().defaultTo(0))
      .addColumn('awaited_at', types.time, column => column.notNull())
      .execute();
    await createIndex('content', ['files', 'awaited_at']);
    await createTable('file')
      .addColumn('id', types.ascii(26), column => column.notNull().primaryKey())
      .addColumn('original_name', types.text(1000), column => column.notNull())
      .addColumn('file_type', types.ascii(127), column => column.notNull())
      .addColumn('file_size', types.integer, column => column.notNull())
      .addColumn('sha256', types.ascii(64), column => column.notNull())
      .addColumn('storage_path', types.ascii(100), column => column.notNull())
      .addColumn('status', types.ascii(16), column => column.notNull())
      .addColumn('claims', types.integer, column => column.notNull().defaultTo(0))
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('expires_at', types.time)
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .addForeignKeyConstraint('file_content', ['storage_path'], 'content', ['path'])
      .execute();
    await createIndex('file', ['expires_at', 'id']);
    await createIndex('file', ['storage_path']);
    await createTable('claim')
      .addColumn('file_id', types.ascii(26), column => column.notNull())
      .addColumn('holder', types.text(100), column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addPrimaryKeyConstraint('claim_key', ['file_id', 'holder'])
      .addForeignKeyConstraint('claim_file', ['file_id'], 'file', ['id'])
      .execute();
  },
};
