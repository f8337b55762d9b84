import { parseServerUrl } from '@aurora/platform/server-url';
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';

export type Value = string | number | null;
export type StoredRow = Readonly<Record<string, Value>>;

/** Seconds that a statement waits for another's lock. */
const rowWait = 5;

/** Number of a server's error; undefined for any other. */
export const errnoOf = (error: unknown): number | undefined => (error as { readonly errno?: number } | undefined)?.errno;

/** Error texts of drivers may quote an address; this one never does. */
const unreachable = (error: unknown, host: string): Error => new Error(`The old database at ${host} cannot be reached: ${(error as { readonly code?: string }).code ?? 'unknown error'}.`);

/** The database of the application that Aurora replaces, over one connection. Times are text, in UTC. */
export class LegacyDatabase implements AsyncDisposable {
  /** Without user and password. */
  readonly address: string;
  readonly schema: string;
  readonly #connection: Connection;

  private constructor(address: string, schema: string, connection: Connection) {
    this.address = address;
    this.schema = schema;
    this.#connection = connection;
  }

  /** Rejects with an `Error` that says why, without the password. */
  static async open(url: string): Promise<LegacyDatabase> {
    const { database, host, password, port, ssl, user } = parseServerUrl(url);
    // Loaded by who needs it: commands that know of this one need no driver.
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({ host, port, user, password, database, charset: 'UTF8MB4_BIN', dateStrings: true, supportBigNumbers: true, connectTimeout: 5_000, ...(ssl ? { ssl } : {}) })
      .catch((error: unknown) => { throw unreachable(error, `${host}:${port}`); });
    // An error on a connection that nobody waits for must not end the process: whoever uses it next is told.
    connection.on('error', () => undefined);
    await connection.query(`set session time_zone = '+00:00', innodb_lock_wait_timeout = ${rowWait}, sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`);
    await connection.query('set session transaction isolation level read committed');
    return new LegacyDatabase(`${host}:${port}/${database}`, database, connection);
  }

  async rows<Found extends StoredRow = StoredRow>(sql: string, values: readonly Value[] = []): Promise<Found[]> {
    const [rows] = await this.#connection.query<RowDataPacket[]>(sql, [...values]);
    return rows as unknown as Found[];
  }

  /** How many rows it changed. */
  async run(sql: string, values: readonly Value[] = []): Promise<number> {
    const [result] = await this.#connection.query<ResultSetHeader>(sql, [...values]);
    return result.affectedRows;
  }

  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#connection.beginTransaction();
    try {
      const result = await work();
      await this.#connection.commit();
      return result;
    } catch (error) {
      await this.#connection.rollback().catch(() => undefined);
      throw error;
    }
  }

  /** Does `work` while no other import of this database works. The server lets go of it when the connection ends, however that happens. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const name = `aurora_import:${this.schema}`.slice(0, 64);
    for (;;) {
      const [taken] = await this.rows<{ taken: number | null }>('select get_lock(?, 10) as taken', [name]);
      if (taken?.taken === 1) break;
    }
    try {
      return await work();
    } finally {
      await this.rows('select release_lock(?)', [name]).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.end().catch(() => this.#connection.destroy());
  }
}

/** A name as SQL has it. Mapped names are checked to have no quote in them. */
export const quoted = (name: string): string => `\`${name}\``;
