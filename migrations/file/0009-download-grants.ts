import type { Migration } from '@aurora/platform/persistence';

/** Download URLs that are remembered, so that they can be counted, listed and revoked. */
export const downloadGrants: Migration = {
  name: '0009-download-grants',
  async up({ createIndex, createTable, types }) {
    await createTable('download_grant')
      .addColumn('id', types.ascii(26), column => column.notNull().primaryKey())
      .addColumn('file_id', types.ascii(64), column => column.notNull())
      .addColumn('sha256', types.ascii(64), column => column.notNull())
      .addColumn('disposition', types.ascii(10), column => column.notNull())
      .addColumn('uses', types.integer, column => column.notNull().defaultTo(0))
      .addColumn('max_uses', types.integer)
      .addColumn('created_by', types.text(300), column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('expires_at', types.time, column => column.notNull())
      .addColumn('revoked_at', types.time)
      .execute();
    await createIndex('download_grant', ['file_id', 'id']);
    await createIndex('download_grant', ['expires_at']);
  },
};
