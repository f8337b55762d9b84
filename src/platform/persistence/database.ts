import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { MikroORM, type AnyEntity, type EntitySchema } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { CompiledQuery, type DatabaseConnection, type Kysely } from 'kysely';
import { Commands } from './commands.ts';
import { translateDatabaseError } from './database-errors.ts';
import { Ids } from './ids.ts';
import type { Dialect } from './prepared.ts';
import { Queries } from './queries.ts';
import { parseServerUrl } from './server-url.ts';
import { ImmediateSqliteDialect } from './sqlite-dialect.ts';
import { EmbeddedDriver } from './sqlite-driver.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { within } from './time-limit.ts';
import { Transactions } from './transactions.ts';
import { connectionLock, ownConnection, sharedConnection, type WorkerConnection } from './worker-connection.ts';

/** Where a module's data lies: a file of its own, or a schema of its own on a server. */
export type DatabaseLocation = { readonly file: string } | { readonly url: string; readonly pool: number };

/** The database of one module: reading side, writing side, ids. */
export interface ModuleDatabase {
  readonly module: string;
  readonly dialect: Dialect;
  readonly queries: Queries;
  readonly transactions: Transactions;
  readonly commands: Commands;
  readonly ids: Ids;
  /** The connection that commands use, for migrations. */
  client(): Kysely<unknown>;
  /** The connection of the work that this host does for all hosts of the module. */
  openWorker(): Promise<WorkerConnection>;
  /** Rejects with an `AuroraError` where the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly module: string;
  readonly location: DatabaseLocation;
  readonly entities: readonly unknown[];
  /** Called after every commit of a command. */
  readonly committed?: () => void;
}

/** Seconds that a statement waits for another's lock on a server. */
const lockWait = 3;

/** Seconds after which MariaDB ends a transaction whose host has said nothing: one that stands still must not keep others from its rows. */
const standstill = 2;

/** Milliseconds in which a server shows that it is there, or lets go of its connections. */
const signOfLife = 2_000;

/** `alone`: the name of a lock that the only connection holds for as long as it lives, so that others find it by that. */
async function connect({ module, location, entities }: DatabaseOptions, alone?: string): Promise<MikroORM> {
  const common = { entities: [...entities] as EntitySchema<AnyEntity>[], contextName: `aurora.${module}`, debug: false, discovery: { warnWhenNoEntities: false }, logger: () => undefined };
  if ('file' in location) {
    mkdirSync(dirname(location.file), { recursive: true, mode: 0o700 });
    return MikroORM.init({ ...common, driver: EmbeddedDriver, dbName: location.file, driverOptions: new ImmediateSqliteDialect(location.file) });
  }
  const { host, port, user, password, database, ssl } = parseServerUrl(location.url);
  const { MariaDbDriver } = await import('@mikro-orm/mariadb');
  const { MySqlDriver } = await import('@mikro-orm/mysql');
  return MikroORM.init({
    ...common, driver: location.url.startsWith('mariadb:') ? MariaDbDriver : MySqlDriver,
    dbName: database, host, port, user, password, charset: 'utf8mb4', collate: 'utf8mb4_bin', timezone: 'Z', pool: { min: 0, max: alone === undefined ? location.pool : 1 },
    driverOptions: { ...(ssl ? { ssl } : {}), connectTimeout: 5_000, enableKeepAlive: true, supportBigNumbers: true },
    onCreateConnection: async given => {
      const connection = given as DatabaseConnection;
      if (alone !== undefined) await connection.executeQuery(CompiledQuery.raw('select get_lock(?, 0)', [alone]));
      await connection.executeQuery(CompiledQuery.raw(`set session innodb_lock_wait_timeout = ${lockWait}, session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION' /*M!100300 , session idle_write_transaction_timeout = ${standstill} */`));
    },
  });
}

/** Opens a module's database. Migrations are the caller's. */
export async function openDatabase(options: DatabaseOptions): Promise<ModuleDatabase> {
  const { module, location, committed = () => undefined } = options;
  const orm = await connect(options);
  const connection = orm.em.getDriver().getConnection() as unknown as AbstractSqlConnection;
  const client = () => connection.getClient() as Kysely<unknown>;
  const dialect: Dialect = 'file' in location ? 'sqlite' : 'mysql';
  const ping = async () => {
    await connection.ensureConnection();
    await client().executeQuery(CompiledQuery.raw('select 1'));
  };
  await ping().catch(async error => {
    await orm.close(true).catch(() => undefined);
    throw translateDatabaseError(error);
  });
  const reader = 'file' in location ? new SqliteReader(location.file) : undefined;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await ids.close().catch(() => undefined);
    reader?.close();
    await within(signOfLife, () => orm.close(true)).catch(() => undefined);
  };
  const transactions = new Transactions(orm, dialect);
  const ids = new Ids(transactions);
  const queries = reader ? Queries.sqlite(reader) : Queries.server(client);
  return {
    module, dialect, transactions, ids, client, queries,
    commands: new Commands(transactions, queries, committed),
    async openWorker() {
      if ('file' in location) return sharedConnection(transactions, location.file);
      const holder = randomUUID();
      const own = await connect(options, connectionLock(holder));
      return ownConnection(holder, own, new Transactions(own, dialect), client);
    },
    ping: () => within(signOfLife, ping).catch(error => { throw translateDatabaseError(error); }),
    close: () => (closing ??= close()),
  };
}
