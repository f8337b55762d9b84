import { join } from 'node:path';
import type { Contract, Port, Role } from '@aurora/kernel';
import type { ServiceCall } from '@aurora/platform/auth';
import type { DatabaseLocation } from '@aurora/platform/persistence';
import { AuroraProcess, type Command, type Env } from './aurora-process.ts';
import { Credentials } from './credentials.ts';
import { Databases } from './databases.ts';
import { Host, type HostOptions } from './host.ts';
import type { ModuleName } from './modules.ts';
import { ServerSchemas } from './server-schemas.ts';
import { testFolder, type TestFolder } from './test-folder.ts';

export type Engine = 'sqlite' | 'mariadb';

/**
 * One deployment of Aurora, for one test: a data folder and a database for each module, used by as many hosts as the test
 * wants, in this process or in others. Dispose of it with `await using`: every host ends, and nothing is left.
 */
export class Deployment implements AsyncDisposable {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly databases: Databases;
  readonly #credentials: Credentials;
  readonly #resources = new AsyncDisposableStack();
  readonly #schemas: ServerSchemas | undefined;

  private constructor(engine: Engine, folder: TestFolder) {
    this.engine = engine;
    this.dataDir = folder.path;
    this.#credentials = new Credentials(folder.path);
    this.#resources.use(folder);
    this.#schemas = engine === 'mariadb' ? this.#resources.use(new ServerSchemas()) : undefined;
    this.databases = this.#resources.use(new Databases(module => this.#locate(module)));
  }

  static async create(engine: Engine = 'sqlite'): Promise<Deployment> {
    return new Deployment(engine, await testFolder());
  }

  async #locate(module: ModuleName): Promise<DatabaseLocation> {
    return this.#schemas ? { url: await this.#schemas.url(module), pool: 5 } : { file: join(this.dataDir, `${module}.sqlite`) };
  }

  /** Hosts modules in this process, each with connections of its own to its database. */
  async host<Name extends ModuleName>(modules: readonly Name[], options: HostOptions = {}): Promise<Host<Name>> {
    return this.#resources.use(await Host.open(this, modules, options));
  }

  /** Hosts modules in a process of its own; all of them behind the front if none is named. */
  async process(modules: readonly ModuleName[] | undefined, env: Env = {}, command: Command = 'serve'): Promise<AuroraProcess> {
    const settings: Record<string, string> = { AURORA_DATA_DIR: this.dataDir, AURORA_DEPLOYMENT: 'test', ...(modules ? { AURORA_MODULES: modules.join(',') } : {}) };
    if (this.engine === 'mariadb') for (const module of modules ?? []) settings[`AURORA_${module.toUpperCase()}_DATABASE_URL`] = await this.databases.url(module);
    return this.#resources.use(await AuroraProcess.start({ ...settings, ...env }, command));
  }

  /** A user's access token, for an hour. */
  token(role: Role, subject?: string): Promise<string> {
    return this.#credentials.token(role, subject);
  }

  /** A token that proves, for a minute, who calls a module on whose behalf. */
  serviceToken(call: ServiceCall): Promise<string> {
    return this.#credentials.serviceToken(call);
  }

  /** The port of a module that a process hosts at `url`, as the module `caller` holds it. */
  async remotePort<C extends Contract>(contract: C, url: string, caller: string): Promise<Port<C>> {
    const { port, close } = await this.#credentials.remotePort(contract, url, caller);
    this.#resources.defer(close);
    return port;
  }

  /** Runs a statement on a module's database, as only its operator can; the rows, if it answers any. */
  async sql<Row = Record<string, unknown>>(module: ModuleName, text: string, ...values: readonly unknown[]): Promise<Row[]> {
    return this.databases.run<Row>(module, text, values);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
