import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** The first migration of every module: the tables that the platform needs in its database. */
export const platformTablesV1: Migration = {
  name: '0001-platform',
  async up({ createIndex, createTable, dialect, types }) {
    // On a server `position` is stamped after the commit and `seq` only orders what is not stamped yet.
    const events = dialect === 'sqlite'
      ? createTable('event_store').addColumn('position', types.integer, column => column.primaryKey().autoIncrement())
      : createTable('event_store').addColumn('seq', types.integer, column => column.notNull().autoIncrement().primaryKey())
        .addColumn('position', types.integer, column => column.unique());
    await events
      .addColumn('event_id', types.ascii(36), column => column.notNull().unique())
      .addColumn('stream_id', types.ascii(100), column => column.notNull())
      .addColumn('version', types.integer, column => column.notNull())
      .addColumn('event_type', types.ascii(100), column => column.notNull())
      .addColumn('event_data', types.long, column => column.notNull())
      .addColumn('metadata', types.long, column => column.notNull())
      .addColumn('timestamp', types.time, column => column.notNull())
      .addUniqueConstraint('event_store_stream', ['stream_id', 'version'])
      .execute();
    await createTable('command_record')
      .addColumn('command_id', types.ascii(64), column => column.notNull().primaryKey())
      .addColumn('principal', types.text(300), column => column.notNull())
      .addColumn('operation', types.ascii(100), column => column.notNull())
      .addColumn('digest', types.ascii(64), column => column.notNull())
      .addColumn('answer', types.long)
      .addColumn('created_at', types.time, column => column.notNull())
      .execute();
    await createIndex('command_record', ['created_at']);
    await createTable('id_allocator')
      .addColumn('name', types.ascii(64), column => column.notNull().primaryKey())
      .addColumn('next', types.integer, column => column.notNull().defaultTo(sql`1`))
      .execute();
  },
};
