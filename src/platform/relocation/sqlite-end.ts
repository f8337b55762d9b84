import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { isBusy } from '../persistence/database-errors.ts';
import { narrow } from '../persistence/sqlite-dialect.ts';
import { LostLease } from '../events/lost-lease.ts';
import type { End, Row, Statement } from './end.ts';

/** Milliseconds for which others are waited for who write. */
const patience = 5_000;

const mostStatements = 200;

export class SqliteEnd implements End {
  readonly dialect = 'sqlite';
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: false });
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full;');
  }

  async rows<Found = Row>(sql: string, values: readonly unknown[] = []): Promise<Found[]> {
    await turn();
    return this.#all(sql, values) as Found[];
  }

  change(statements: readonly Statement[], guard?: Statement): Promise<void> {
    return this.#write(() => {
      if (guard && this.#all(guard.sql, guard.values).length === 0) throw new LostLease();
      for (const { sql, values = [] } of statements) this.#prepared(sql).run(...(values as SQLInputValue[]));
    });
  }

  define(statements: readonly string[]): Promise<void> {
    return this.#write(() => { for (const sql of statements) this.#database.exec(sql); });
  }

  async close(): Promise<void> {
    this.#statements.clear();
    this.#database.close();
  }

  async #write(work: () => void): Promise<void> {
    await this.#begin();
    try {
      work();
      this.#database.exec('commit');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }

  async #begin(): Promise<void> {
    for (const end = performance.now() + patience; ;) {
      try {
        this.#database.exec('begin immediate');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > end) throw error;
        await wait(Math.random() * 8);
      }
    }
  }

  #all(sql: string, values: readonly unknown[] = []): Record<string, unknown>[] {
    return this.#prepared(sql).all(...(values as SQLInputValue[])).map(narrow);
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      if (this.#statements.size >= mostStatements) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
