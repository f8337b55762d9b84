import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

/** The one connection, for one who uses it. It is given back once, however often that is said. */
export class Turn implements DatabaseConnection {
  /** When it was asked for, by `performance.now()`. */
  readonly asked: number;
  readonly #connection: DatabaseConnection;
  #give: (() => void) | undefined;

  constructor(connection: DatabaseConnection, asked: number, give: () => void) {
    this.asked = asked;
    this.#connection = connection;
    this.#give = give;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#connection.executeQuery(query);
  }

  streamQuery<Row>(query: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery(query, size);
  }

  end(): void {
    this.#give?.();
    this.#give = undefined;
  }
}

/** Those who want the one connection, in the order in which they have asked. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  async next(connection: DatabaseConnection): Promise<Turn> {
    const asked = performance.now(), before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return new Turn(connection, asked, resolve);
  }
}
