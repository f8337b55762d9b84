import type { Migration } from '../persistence/migration.ts';
import type { PlatformTables } from '../persistence/platform-tables.ts';

/** Tables that every module's database has for the events that it tells of and hears of. Times are RFC 3339 text unless they are said to be numbers. */
export interface EventTables extends PlatformTables {
  /** Who does what one host of a module does for all. */
  readonly worker_lease: {
    /** Of the work. */
    readonly name: string;
    readonly holder: string;
    /** Of the host; null where it does not say. */
    readonly side: string | null;
    /** Rises with each holder. */
    readonly fence: number;
    /** Milliseconds since the epoch, by the database's clock. */
    readonly until: number;
  };
  /** The state of the module's own events: one row. */
  readonly event_log: {
    readonly id: number;
    /** Of the holder of the lease; a row is changed only by who knows it. */
    readonly fence: number;
    /** Position given last. On SQLite the table of the events says it. */
    readonly last: number;
    /** Events up to this position have been archived. */
    readonly pruned: number;
  };
  /** What has been processed of another module's events. */
  readonly event_subscription: {
    readonly source: string;
    /** Everything up to this position has been handled, or kept to be handled later. */
    readonly position: number;
    readonly fence: number;
    /** Position up to which handling has begun; null when it has ended. A crash leaves it. */
    readonly begun: number | null;
    readonly updated_at: string;
  };
  /** Events whose handler has failed, and those of the same aggregates behind them. */
  readonly event_deferred: {
    readonly source: string;
    readonly position: number;
    readonly stream_id: string;
    readonly event: string;
    readonly status: 'waiting' | 'parked' | 'skipped';
    readonly attempts: number;
    readonly error: string | null;
    readonly retry_at: string;
    readonly deferred_at: string;
  };
  /** Who has processed the module's own events how far. */
  readonly event_subscriber: {
    readonly name: string;
    readonly position: number;
    readonly seen_at: string;
  };
}

/** How a relocation follows them; see `RelocationClass`. */
export const eventTables = {
  worker_lease: 'local', event_log: 'dirty-key', event_subscription: 'dirty-key', event_deferred: 'dirty-key', event_subscriber: 'dirty-key',
} as const;

/** Makes them. */
export const eventTablesV1: Migration['up'] = async ({ createIndex, createTable, db, dialect, types }) => {
  await createTable('worker_lease')
    .addColumn('name', types.ascii(100), column => column.notNull().primaryKey())
    .addColumn('holder', types.ascii(36), column => column.notNull())
    .addColumn('fence', types.integer, column => column.notNull())
    .addColumn('until', types.integer, column => column.notNull())
    .execute();
  await createTable('event_log')
    .addColumn('id', types.integer, column => column.notNull().primaryKey())
    .addColumn('fence', types.integer, column => column.notNull())
    .addColumn('last', types.integer, column => column.notNull())
    .addColumn('pruned', types.integer, column => column.notNull())
    .execute();
  await createTable('event_subscription')
    .addColumn('source', types.ascii(64), column => column.notNull().primaryKey())
    .addColumn('position', types.integer, column => column.notNull())
    .addColumn('fence', types.integer, column => column.notNull())
    .addColumn('begun', types.integer)
    .addColumn('updated_at', types.time, column => column.notNull())
    .execute();
  await createTable('event_deferred')
    .addColumn('source', types.ascii(64), column => column.notNull())
    .addColumn('position', types.integer, column => column.notNull())
    .addColumn('stream_id', types.ascii(100), column => column.notNull())
    .addColumn('event', types.long, column => column.notNull())
    .addColumn('status', types.ascii(16), column => column.notNull())
    .addColumn('attempts', types.integer, column => column.notNull())
    .addColumn('error', types.long)
    .addColumn('retry_at', types.time, column => column.notNull())
    .addColumn('deferred_at', types.time, column => column.notNull())
    .addPrimaryKeyConstraint('event_deferred_key', ['source', 'position'])
    .execute();
  await createIndex('event_deferred', ['source', 'stream_id', 'position']);
  await createIndex('event_deferred', ['status', 'retry_at']);
  await createTable('event_subscriber')
    .addColumn('name', types.ascii(64), column => column.notNull().primaryKey())
    .addColumn('position', types.integer, column => column.notNull())
    .addColumn('seen_at', types.time, column => column.notNull())
    .execute();
  const insert = db.insertInto('event_log').values({ id: 1, fence: 0, last: 0, pruned: 0 });
  await (dialect === 'mysql' ? insert.ignore() : insert.orIgnore()).execute();
  if (dialect === 'mysql') await db.updateTable('event_log').set(({ fn, lit, selectFrom }) => ({ last: fn.coalesce(selectFrom('event_store').select(of => of.fn.max('position').as('last')), lit(0)) })).where('id', '=', 1).execute();
};
