import type { Migration } from '@aurora/platform/persistence';

export const registry: Migration = {
  name: '0004-registry',
  async up({ createIndex, createTable, types }) {
    await createTable('registered_instance')
      .addColumn('module', types.ascii(64), column => column.notNull())
      .addColumn('id', types.ascii(128), column => column.notNull())
      .addColumn('record', types.long, column => column.notNull())
      .addColumn('expires_at', types.time, column => column.notNull())
      .addPrimaryKeyConstraint('registered_instance_key', ['module', 'id'])
      .execute();
    await createIndex('registered_instance', ['expires_at']);
  },
};
