import { CompiledQuery, type Compilable, type Kysely } from 'kysely';
import { translateDatabaseError } from './database-errors.ts';
import { builders, type Dialect, type Prepared, type Statement } from './prepared.ts';
import type { SqliteReader } from './sqlite-reader.ts';
import { answerLimit, within } from './time-limit.ts';

type Rows = Record<string, unknown>[];

/**
 * The reading side: SQL without entities. On SQLite it has a handle of its own and answers at once;
 * elsewhere it shares the pool. Rejects with an `AuroraError` where the database cannot be reached.
 */
export class Queries {
  readonly dialect: Dialect;
  readonly #run: (statement: Statement) => Rows | Promise<Rows>;

  constructor(dialect: Dialect, run: (statement: Statement) => Rows | Promise<Rows>) {
    this.dialect = dialect;
    this.#run = run;
  }

  static sqlite(reader: SqliteReader): Queries {
    return new Queries('sqlite', statement => reader.all(statement.sql, statement.parameters));
  }

  static server(client: () => Kysely<unknown>): Queries {
    return new Queries('mysql', async statement => {
      try {
        return (await within(answerLimit, () => client().executeQuery(CompiledQuery.raw(statement.sql, [...statement.parameters])))).rows as Rows;
      } catch (error) {
        throw translateDatabaseError(error);
      }
    });
  }

  /** For statements that differ from call to call; what is asked often is `prepare`d. */
  builder<Tables>(): Kysely<Tables> {
    return builders[this.dialect] as Kysely<Tables>;
  }

  all<Row>(query: Compilable<Row>): Row[] | Promise<Row[]> {
    return this.#run(query.compile()) as Row[] | Promise<Row[]>;
  }

  allOf<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Row[] | Promise<Row[]> {
    return this.#run(prepared.statement(this.dialect, values)) as Row[] | Promise<Row[]>;
  }

  firstOf<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Row | undefined | Promise<Row | undefined> {
    const rows = this.allOf(prepared, values);
    return rows instanceof Promise ? rows.then(all => all[0]) : rows[0];
  }
}
