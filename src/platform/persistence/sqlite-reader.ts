import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { narrow } from './sqlite-dialect.ts';

const maxStatements = 500;

/** A read-only handle of its own: queries neither wait for a command nor see what it has not committed. */
export class SqliteReader {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true, timeout: 50 });
  }

  all(sql: string, parameters: readonly unknown[]): Record<string, unknown>[] {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      if (this.#statements.size >= maxStatements) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    const rows = statement.all(...(parameters as SQLInputValue[]));
    for (const row of rows) narrow(row);
    return rows;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
