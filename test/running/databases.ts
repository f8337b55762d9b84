import { migrate, openDatabase, type DatabaseLocation, type Locate, type ModuleDatabase } from '@aurora/platform/persistence';
import { loadModule, type ModuleName } from './modules.ts';
import { copyMigrated, rememberMigrated } from './schema-copy.ts';

/** The databases of one deployment, each made and migrated when it is first asked for. */
export class Databases implements AsyncDisposable {
  readonly #locate: (module: ModuleName) => Promise<DatabaseLocation>;
  readonly #operators = new Map<ModuleName, Promise<ModuleDatabase>>();

  constructor(locate: (module: ModuleName) => Promise<DatabaseLocation>) {
    this.#locate = locate;
  }

  /** Opens a module's database with its tables up to date, for one host. */
  async open(module: ModuleName, committed?: () => void, locate?: Locate): Promise<ModuleDatabase> {
    await this.#operator(module);
    const { definition } = await loadModule(module);
    return openDatabase({ module, location: await this.#locate(module), entities: definition.entities, ...(committed ? { committed } : {}), ...(locate ? { locate } : {}) });
  }

  /** The address of a module's schema on a server, with its tables up to date. */
  async url(module: ModuleName): Promise<string> {
    await this.#operator(module);
    const location = await this.#locate(module);
    if ('file' in location) throw new Error(`the database of ${module} is a file`);
    return location.url;
  }

  async run<Row>(module: ModuleName, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    const { transactions } = await this.#operator(module);
    return transactions.run(transaction => transaction.all<object, Row>({ statement: () => ({ sql, parameters }) }, {}));
  }

  #operator(module: ModuleName): Promise<ModuleDatabase> {
    let operator = this.#operators.get(module);
    if (!operator) this.#operators.set(module, operator = this.#migrated(module));
    return operator;
  }

  async #migrated(module: ModuleName): Promise<ModuleDatabase> {
    const location = await this.#locate(module);
    const { migrations } = await loadModule(module);
    if ('url' in location && await copyMigrated(module, location.url)) return openDatabase({ module, location, entities: [] });
    const database = await openDatabase({ module, location, entities: [] });
    await migrate(database.client(), database.dialect, migrations);
    if ('url' in location) await rememberMigrated(module, location.url);
    return database;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const operator of this.#operators.values()) await (await operator).close();
  }
}
