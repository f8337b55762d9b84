import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { MikroORM, type AnyEntity, type EntitySchema } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { CompiledQuery, type DatabaseConnection, type Kysely } from 'kysely';
import { isMissingTable, translateDatabaseError } from './database-errors.ts';
import { prepare, type Dialect, type Statement } from './prepared.ts';
import type { RelocationTables } from './relocation-tables.ts';
import { parseServerUrl } from './server-url.ts';
import { ImmediateSqliteDialect } from './sqlite-dialect.ts';
import { EmbeddedDriver } from './sqlite-driver.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { answerLimit, within } from './time-limit.ts';
import { Transactions } from './transactions.ts';
import { connectionLock, ownConnection, sharedConnection, type WorkerConnection } from './worker-connection.ts';

/** Where a module's data lies: a file of its own, or a schema of its own on a server. */
export type DatabaseLocation = { readonly file: string } | { readonly url: string; readonly pool: number };

export type Rows = Record<string, unknown>[];

/** What a database says of where the module's data is. */
export type Marker = Pick<RelocationTables['relocation'], 'relocation_id' | 'stage' | 'other' | 'number' | 'worker'>;

export interface SiteOptions {
  readonly module: string;
  readonly location: DatabaseLocation;
  /** What it is called in the databases themselves: `embedded`, `settings`, `secret:<name>`. */
  readonly reference: string;
  readonly entities: readonly unknown[];
}

/** Seconds that a statement waits for another's lock on a server. */
const lockWait = 3;

/** Seconds after which MariaDB ends a transaction whose host has said nothing: one that stands still must not keep others from its rows. */
const standstill = 2;

/** Milliseconds in which a database must say that it is there, or be left. */
const signOfLife = 2_000;

const readMarker = prepare<RelocationTables, object>()(db => db.selectFrom('relocation').select(['relocation_id', 'stage', 'other', 'number', 'worker']).where('id', '=', 1));

/** `alone`: the name of a lock that the only connection holds for as long as it lives, so that others find it by that. */
async function connect({ module, location, entities }: SiteOptions, alone?: string): Promise<MikroORM> {
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

/** A module's database opened at one location. */
export class Site {
  readonly reference: string;
  readonly location: DatabaseLocation;
  readonly dialect: Dialect;
  readonly orm: MikroORM;
  readonly #options: SiteOptions;
  readonly #reader: SqliteReader | undefined;
  #users = 0;
  #retired: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: SiteOptions, orm: MikroORM) {
    this.#options = options;
    this.reference = options.reference;
    this.location = options.location;
    this.dialect = 'file' in options.location ? 'sqlite' : 'mysql';
    this.orm = orm;
    this.#reader = 'file' in options.location ? new SqliteReader(options.location.file) : undefined;
  }

  /** Rejects with an `AuroraError` where the database does not answer. */
  static async open(options: SiteOptions): Promise<Site> {
    const orm = await connect(options);
    try {
      await reach(orm);
      return new Site(options, orm);
    } catch (error) {
      await orm.close(true).catch(() => undefined);
      throw translateDatabaseError(error);
    }
  }

  client(): Kysely<unknown> {
    return clientOf(this.orm);
  }

  /** Reads; on SQLite at once. */
  read({ parameters, sql }: Statement): Rows | Promise<Rows> {
    return this.#reader ? this.#reader.all(sql, parameters) : this.#readServer(sql, parameters);
  }

  /** What stands here of where the data is; undefined where nothing does. */
  async marker(): Promise<Marker | undefined> {
    try {
      return (await this.read(readMarker.statement(this.dialect, {})) as unknown as Marker[])[0];
    } catch (error) {
      if (isMissingTable(error)) return undefined;
      throw error;
    }
  }

  /** `gone`: told when tables are missing. */
  async openWorker(gone: () => void): Promise<WorkerConnection> {
    const guarded = (orm: MikroORM): Transactions => new Transactions({
      use: async work => {
        try {
          return await work({ orm, dialect: this.dialect });
        } catch (error) {
          if (isMissingTable(error)) gone();
          throw error;
        }
      },
    });
    // The place is left open until the worker has ended, too.
    this.enter();
    const ended = (connection: WorkerConnection): WorkerConnection => ({ ...connection, close: () => connection.close().finally(() => this.leave()) });
    if ('file' in this.location) return ended(sharedConnection(guarded(this.orm), this.location.file));
    const holder = randomUUID();
    try {
      const own = await connect(this.#options, connectionLock(holder));
      return ended(ownConnection(holder, own, guarded(own), () => this.client()));
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  ping(): Promise<void> {
    return within(signOfLife, () => reach(this.orm)).catch(error => { throw translateDatabaseError(error); });
  }

  enter(): void {
    this.#users += 1;
  }

  leave(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#retired?.();
  }

  /** Closes it once nobody is at work here. */
  async retire(): Promise<void> {
    if (this.#users > 0) await new Promise<void>(resolve => { this.#retired = resolve; });
    await this.close();
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#reader?.close();
    await within(signOfLife, () => this.orm.close(true)).catch(() => undefined);
  }

  async #readServer(sql: string, parameters: readonly unknown[]): Promise<Rows> {
    this.enter();
    try {
      return (await within(answerLimit, () => this.client().executeQuery(CompiledQuery.raw(sql, [...parameters])))).rows as Rows;
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      this.leave();
    }
  }
}

const connectionOf = (orm: MikroORM): AbstractSqlConnection => orm.em.getDriver().getConnection() as unknown as AbstractSqlConnection;
const clientOf = (orm: MikroORM): Kysely<unknown> => connectionOf(orm).getClient() as Kysely<unknown>;

async function reach(orm: MikroORM): Promise<void> {
  await connectionOf(orm).ensureConnection();
  await clientOf(orm).executeQuery(CompiledQuery.raw('select 1'));
}
