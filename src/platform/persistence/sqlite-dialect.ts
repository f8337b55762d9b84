import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection, type DialectAdapter, type Driver, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { Turn, Turns } from './sqlite-turns.ts';
import { untilFree } from './until-free.ts';

/** Begins transactions as writers, at once. */
class ImmediateDriver extends SqliteDriver {
  readonly #turns = new Turns();

  override async acquireConnection(): Promise<DatabaseConnection> {
    return this.#turns.next(await super.acquireConnection());
  }

  override async releaseConnection(turn?: DatabaseConnection): Promise<void> {
    (turn as Turn).end();
  }

  /** Kysely gives back no connection whose transaction could not be begun (its issue 1990), so that is done here: nobody would ever get it again. */
  override async beginTransaction(turn: DatabaseConnection): Promise<void> {
    try {
      await untilFree(() => turn.executeQuery(CompiledQuery.raw('begin immediate')), (turn as Turn).asked);
    } catch (error) {
      (turn as Turn).end();
      throw error;
    }
  }

  /** A full disk makes SQLite roll back by itself. An error of this second time would leave the one connection taken for ever. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch((error: Error) => {
      if (!error.message.includes('no transaction is active')) throw error;
    });
  }
}

/** The driver says itself whose turn it is. Kysely takes SQLite for a database that cannot change tables in a transaction, which it can. */
class TurnsAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Integers come as bigint from SQLite so that none is cut; those that JSON can carry become numbers. */
export function narrow(row: Record<string, unknown>): Record<string, unknown> {
  for (const column in row) {
    const value = row[column];
    if (typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) row[column] = Number(value);
  }
  return row;
}

const maxStatements = 500;

function open(file: string): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, SqliteStatement>();

  function prepare(sql: string): SqliteStatement {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return {
      reader: statement.columns().length > 0,
      all: parameters => statement.all(...(parameters as SQLInputValue[])).map(narrow),
      run: parameters => statement.run(...(parameters as SQLInputValue[])),
      *iterate(parameters) {
        for (const row of statement.iterate(...(parameters as SQLInputValue[]))) yield narrow(row);
      },
    };
  }

  return {
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = prepare(sql);
        if (statements.size >= maxStatements) statements.clear();
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** `node:sqlite` for MikroORM and Kysely: one connection, for commands. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: { readonly database: () => Promise<SqliteDatabase> };

  constructor(file: string) {
    const config = { database: () => untilFree(() => open(file)) };
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): DialectAdapter {
    return new TurnsAdapter();
  }
}
