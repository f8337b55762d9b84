import type { Migration } from '@aurora/platform/persistence';

export const configuration: Migration = {
  name: '0002-configuration',
  async up({ allocateIds, createIndex, createTable, db, dialect, types }) {
    await createTable('configuration')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('revision', types.integer, column => column.notNull())
      .addColumn('settings_version', types.integer, column => column.notNull())
      .addColumn('last_revocation', types.integer, column => column.notNull())
      .execute();
    const only = db.insertInto('configuration').values({ id: 1, revision: 0, settings_version: 0, last_revocation: 0 });
    await (dialect === 'mysql' ? only.ignore() : only.orIgnore()).execute();
    await createTable('revision')
      .addColumn('number', types.integer, column => column.notNull().primaryKey())
      .addColumn('author', types.text(300), column => column.notNull())
      .addColumn('reason', types.text(500))
      .addColumn('created_at', types.time, column => column.notNull())
      .execute();
    await createTable('revision_change')
      .addColumn('revision', types.integer, column => column.notNull())
      .addColumn('place', types.integer, column => column.notNull())
      .addColumn('kind', types.ascii(16), column => column.notNull())
      .addColumn('key', types.ascii(200), column => column.notNull())
      .addColumn('environment', types.ascii(64), column => column.notNull())
      .addColumn('service', types.ascii(64), column => column.notNull())
      .addColumn('before', types.long)
      .addColumn('after', types.long)
      .addPrimaryKeyConstraint('revision_change_key', ['revision', 'place'])
      .addForeignKeyConstraint('revision_change_revision', ['revision'], 'revision', ['number'])
      .execute();
    await createIndex('revision_change', ['key', 'revision']);
    await createTable('setting')
      .addColumn('key', types.ascii(200), column => column.notNull())
      .addColumn('environment', types.ascii(64), column => column.notNull())
      .addColumn('service', types.ascii(64), column => column.notNull())
      .addColumn('value', types.long, column => column.notNull())
      .addColumn('changed_in', types.integer, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .addPrimaryKeyConstraint('setting_key', ['key', 'environment', 'service'])
      .execute();
    await createTable('setting_schema')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('key', types.ascii(200), column => column.notNull().unique())
      .addColumn('schema', types.long, column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .execute();
    await createTable('flag')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('key', types.ascii(200), column => column.notNull().unique())
      .addColumn('definition', types.long, column => column.notNull())
      .addColumn('changed_in', types.integer, column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('updated_at', types.time, column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull().defaultTo(1))
      .execute();
    await allocateIds('setting_schema');
    await allocateIds('flag');
  },
};
