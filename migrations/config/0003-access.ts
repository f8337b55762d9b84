import type { Migration } from '@aurora/platform/persistence';

export const access: Migration = {
  name: '0003-access',
  async up({ createIndex, createTable, types }) {
    await createTable('api_key')
      .addColumn('id', types.ascii(12), column => column.notNull().primaryKey())
      .addColumn('name', types.text(100), column => column.notNull())
      .addColumn('hash', types.ascii(64), column => column.notNull())
      .addColumn('scopes', types.long, column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('created_by', types.text(300), column => column.notNull())
      .addColumn('last_used_at', types.time)
      .addColumn('expires_at', types.time)
      .addColumn('revoked_at', types.time)
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .execute();
    await createIndex('api_key', ['created_at', 'id']);
    await createTable('revocation')
      .addColumn('position', types.integer, column => column.notNull().primaryKey())
      .addColumn('jti', types.text(255))
      .addColumn('subject', types.text(300))
      .addColumn('issued_until', types.time)
      .addColumn('expires_at', types.time)
      .addColumn('reason', types.text(500))
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('created_by', types.text(300), column => column.notNull())
      .execute();
    await createIndex('revocation', ['expires_at']);
  },
};
