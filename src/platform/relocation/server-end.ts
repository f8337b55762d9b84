import { setTimeout as wait } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { AuroraError } from '@aurora/kernel';
import { LostLease } from '../events/lost-lease.ts';
import { translateDatabaseError } from '../persistence/database-errors.ts';
import { parseServerUrl } from '../persistence/server-url.ts';
import { within } from '../persistence/time-limit.ts';
import type { End, Row, Statement } from './end.ts';

/** Seconds that a statement waits for another's lock: of a row, of a table. While one waits for a table, others wait behind it. */
const rowWait = 3, tableWait = 1;

/** Tries to change a table that others are at work with, and milliseconds between: in these, those go on who wait behind. */
const attempts = 10, pause = 300;

const tableBusy = 1205;

/** Milliseconds to end a connection in. */
const farewell = 1_000;

/** Several statements as one. */
const together = (statements: readonly Statement[]): [string, unknown[]] => [statements.map(({ sql }) => sql).join('; '), statements.flatMap(({ values = [] }) => [...values])];

class ServerEnd implements End {
  readonly dialect = 'mysql';
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async rows<Found = Row>(sql: string, values: readonly unknown[] = []): Promise<Found[]> {
    const [rows] = await this.#connection.query<RowDataPacket[]>(sql, [...values]);
    return rows as Found[];
  }

  async change(statements: readonly Statement[], guard?: Statement): Promise<void> {
    try {
      // In as few trips as can be: in a process that is busy, each waits for its turn.
      const [begun] = await this.#connection.query<RowDataPacket[][]>(...together([{ sql: 'start transaction' }, guard ? { ...guard, sql: `${guard.sql} for update` } : { sql: 'select 1' }]));
      if (begun[1]?.length === 0) throw new LostLease();
      await this.#connection.query(...together([...statements, { sql: 'commit' }]));
    } catch (error) {
      await this.#connection.rollback().catch(() => undefined);
      throw error;
    }
  }

  async define(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.#defineOne(sql);
  }

  async close(): Promise<void> {
    // A server that stands still would never say that it has ended.
    await within(farewell, () => this.#connection.end()).catch(() => this.#connection.destroy());
  }

  async #defineOne(sql: string): Promise<void> {
    // Foreign keys follow a table that is renamed only while they are checked.
    await this.#connection.query('set session foreign_key_checks = 1');
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#connection.query(sql);
        break;
      } catch (error) {
        if ((error as { readonly errno?: number }).errno !== tableBusy || attempt === attempts) throw error;
        await wait(pause * (0.5 + Math.random()));
      }
    }
    await this.#connection.query('set session foreign_key_checks = 0');
  }
}

/** Rejects with an `AuroraError` where the server cannot be reached, or is TiDB, which has no triggers. */
export async function openServerEnd(url: string): Promise<End> {
  const { host, port, user, password, database, ssl } = parseServerUrl(url);
  // Loaded by who needs it: the driver costs an embedded Aurora a tenth of its memory.
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ host, port, user, password, database, charset: 'UTF8MB4_BIN', supportBigNumbers: true, multipleStatements: true, connectTimeout: 5_000, ...(ssl ? { ssl } : {}) })
    .catch(error => { throw translateDatabaseError(error); });
  try {
    // An error on a connection that nobody waits for must not end the process: whoever uses it next is told.
    connection.on('error', () => undefined);
    await connection.query(`set session innodb_lock_wait_timeout = ${rowWait}, session lock_wait_timeout = ${tableWait}, session foreign_key_checks = 0, session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`);
    await connection.query('set session transaction isolation level read committed');
    const [[row]] = await connection.query<RowDataPacket[]>('select version() as version');
    if (String(row?.['version']).includes('TiDB')) throw new AuroraError('CONFLICT', 'TiDB has no triggers, by which a relocation follows changes: it can be neither its source nor its target.');
    return new ServerEnd(connection);
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
