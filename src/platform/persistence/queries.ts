import type { Compilable, Kysely, OperationNodeSource } from 'kysely';
import { builders, compileFor, type Dialect, type Prepared, type Statement } from './prepared.ts';

type Rows = Record<string, unknown>[];

/** Where queries are asked. */
export interface Readable {
  /** At once on SQLite. */
  read(statement: (dialect: Dialect) => Statement): Rows | Promise<Rows>;
}

/**
 * The reading side: SQL without entities. On SQLite it has a handle of its own and answers at once;
 * elsewhere it shares the pool. Rejects with an `AuroraError` where the database cannot be reached.
 */
export class Queries {
  readonly #place: Readable;

  constructor(place: Readable) {
    this.#place = place;
  }

  /** For statements that differ from call to call; what is asked often is `prepare`d. */
  builder<Tables>(): Kysely<Tables> {
    return builders.sqlite as Kysely<Tables>;
  }

  all<Row>(query: Compilable<Row> & OperationNodeSource): Row[] | Promise<Row[]> {
    return this.#place.read(dialect => compileFor(dialect, query)) as Row[] | Promise<Row[]>;
  }

  allOf<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Row[] | Promise<Row[]> {
    return this.#place.read(dialect => prepared.statement(dialect, values)) as Row[] | Promise<Row[]>;
  }

  firstOf<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Row | undefined | Promise<Row | undefined> {
    const rows = this.allOf(prepared, values);
    return rows instanceof Promise ? rows.then(all => all[0]) : rows[0];
  }
}
