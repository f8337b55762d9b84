import { join } from 'node:path';
import { migrate, openDatabase, type DatabaseLocation, type Migration, type ModuleDatabase } from '@aurora/platform/persistence';
import type { Engine } from './deployment.ts';
import { ServerSchemas } from './server-schemas.ts';
import { testFolder } from './test-folder.ts';

/** One database with the tables that `migrations` make, opened as often as a test wants. Dispose of it with `await using`. */
export class TestDatabase implements AsyncDisposable {
  readonly location: DatabaseLocation;
  readonly #resources: AsyncDisposableStack;
  readonly #operator: ModuleDatabase;

  private constructor(location: DatabaseLocation, operator: ModuleDatabase, resources: AsyncDisposableStack) {
    this.location = location;
    this.#operator = operator;
    this.#resources = resources;
  }

  /** `server`: the MariaDB that it is made on, by its administrative account; by default that of the tests. */
  static async create(engine: Engine, migrations: readonly Migration[], server?: string): Promise<TestDatabase> {
    await using opening = new AsyncDisposableStack();
    const location = engine === 'mariadb' ? { url: await opening.use(new ServerSchemas(server)).url('test'), pool: 5 } : { file: join(opening.use(await testFolder()).path, 'test.sqlite') };
    const operator = await openDatabase({ module: 'operator', location, entities: [] });
    opening.defer(() => operator.close());
    await migrate(operator.client(), operator.dialect, migrations);
    return new TestDatabase(location, operator, opening.move());
  }

  /** Another connection to it, as another host has one. */
  async open(entities: readonly unknown[] = [], committed?: () => void): Promise<ModuleDatabase> {
    const database = await openDatabase({ module: 'test', location: this.location, entities, ...(committed ? { committed } : {}) });
    this.#resources.defer(() => database.close());
    return database;
  }

  /** Runs a statement in a transaction of its own; the rows, if it answers any. */
  async sql<Row = Record<string, unknown>>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]> {
    return this.#operator.transactions.run(transaction => transaction.all<object, Row>({ statement: () => ({ sql, parameters }) }, {}));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
