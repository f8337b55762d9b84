import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Role } from '@aurora/kernel';
import { Credentials } from '../running/credentials.ts';
import { Databases } from '../running/databases.ts';
import { freePort } from '../running/free-port.ts';
import { killGroupWithUs } from '../running/living.ts';
import { moduleNames, type ModuleName } from '../running/modules.ts';
import { OwnMariaDb } from '../running/own-mariadb.ts';
import { OwnRabbitMq } from '../running/own-rabbitmq.ts';
import { ServerSchemas } from '../running/server-schemas.ts';
import { serviceUrl } from '../services/table.ts';
import { RunningCommand } from './command.ts';
import { withPlant, type Plant } from './plants/environment.ts';
import { Server, type Env } from './server.ts';
import { Reader } from './state.ts';

export interface SiteOptions {
  readonly database: 'sqlite' | 'mariadb';
  /** RabbitMQ carries the events. */
  readonly broker: boolean;
  /** Servers are killed: they are the drill's own. */
  readonly kill: boolean;
  /** Databases are moved to another schema, on MariaDB. */
  readonly relocate: boolean;
  /** A fault that all processes of Aurora have. */
  readonly plant: Plant | undefined;
  /** Folder that takes the logs. */
  readonly logs: string;
}

/** What can be killed, and started again as an operator would. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  /** Resolves once it is back; nothing to do for what is run again anyway. */
  restart(): Promise<void>;
}

/**
 * One deployment of Aurora under drill: a monolith with its gateway, and services beside it as they come and go; with its data,
 * and with a database server and a broker if the drill is to have them. Dispose of it with `await using`.
 */
export class Site implements AsyncDisposable {
  readonly dataDir: string;
  readonly monolith: Server;
  /** Settings that all processes of the deployment share, commands too. */
  readonly env: Env;
  readonly #services: ReadonlyMap<ModuleName, Server>;
  readonly #credentials: Credentials;
  readonly #servers: readonly Victim[];
  readonly #targets: ServerSchemas | undefined;
  readonly #resources: AsyncDisposableStack;
  #command: RunningCommand | undefined;
  /** Whether the data folder stays at the end. */
  readonly keeping: { data: boolean };

  private constructor(dataDir: string, env: Env, monolith: Server, services: ReadonlyMap<ModuleName, Server>, servers: readonly Victim[], targets: ServerSchemas | undefined, keeping: Site['keeping'], resources: AsyncDisposableStack) {
    this.dataDir = dataDir;
    this.env = env;
    this.monolith = monolith;
    this.#services = services;
    this.#servers = servers;
    this.#targets = targets;
    this.keeping = keeping;
    this.#credentials = new Credentials(dataDir);
    this.#resources = resources;
  }

  /** Makes the deployment; nothing of Aurora runs yet. */
  static async open({ broker, database, kill, logs, plant, relocate }: SiteOptions): Promise<Site> {
    await using opening = new AsyncDisposableStack();
    const dataDir = await mkdtemp(join(tmpdir(), 'aurora-drill-'));
    const keeping = { data: false };
    opening.defer(async () => { if (!keeping.data) await rm(dataDir, { recursive: true, force: true }); });
    await mkdir(logs, { recursive: true });
    await new Credentials(dataDir).token('admin');
    const ports = new Map<ModuleName, number>();
    for (const module of moduleNames) ports.set(module, await freePort());
    const [port, modulesPort] = [await freePort(), await freePort()];
    const schemas = database === 'mariadb' ? await schemasOn(opening, kill) : { targets: relocate ? opening.use(new ServerSchemas()) : undefined, urls: {}, victims: [] };
    const [events, brokerServer] = broker ? await throughRabbitMq(opening) : [{}, []];
    const env: Env = {
      AURORA_DATA_DIR: dataDir, AURORA_DEPLOYMENT: 'drill', AURORA_HOST: '127.0.0.1', AURORA_OPERATIONS_PORT: '0', AURORA_PUBLIC_URL: `http://127.0.0.1:${port}`, AURORA_URL: `http://127.0.0.1:${port}`, ...schemas.urls, ...events, ...withPlant(plant),
    };
    const urlOf = (module: ModuleName): string => `http://127.0.0.1:${ports.get(module)}`;
    const monolith = new Server({
      name: 'monolith', url: `http://127.0.0.1:${port}`, log: join(logs, 'monolith.log'),
      env: { ...env, AURORA_PORT: String(port), AURORA_MODULES_PORT: String(modulesPort) },
    });
    const services = new Map(moduleNames.map(module => [module, new Server({
      name: `${module} service`, url: urlOf(module), log: join(logs, `${module}.log`),
      env: { ...env, AURORA_PORT: String(ports.get(module)), AURORA_MODULES: module, AURORA_GATEWAY: 'false', AURORA_SIDE: 'service', AURORA_DISCOVERY: 'embedded', AURORA_MONOLITH_URL: `http://127.0.0.1:${modulesPort}` },
    })] as const));
    for (const server of [monolith, ...services.values()]) opening.defer(() => server.kill());
    return new Site(dataDir, env, monolith, services, [...schemas.victims, ...brokerServer], schemas.targets, keeping, opening.move());
  }

  /** What paths are appended to. */
  get url(): string {
    return this.monolith.url;
  }

  /** Port of a module's service. */
  portOf(module: ModuleName): number {
    return Number(new URL(this.#services.get(module)!.url).port);
  }

  /** Address of the schema that the database of a module is moved to. */
  async target(module: ModuleName): Promise<string> {
    if (!this.#targets) throw new Error('there is no MariaDB to move databases to');
    return this.#targets.url(`${module}_moved`);
  }

  /** The service of a module as an operator starts it again; not the one that a command has started. */
  service(module: ModuleName): Server {
    return this.#services.get(module)!;
  }

  /** The process of a module's service that a command has started, while it runs. It ends with the drill, whatever happens. */
  started(module: ModuleName): number | undefined {
    try {
      const { pid } = JSON.parse(readFileSync(join(this.dataDir, 'services', `${module}.json`), 'utf8')) as { pid: number };
      process.kill(pid, 0);
      killGroupWithUs(pid);
      return pid;
    } catch {
      return undefined;
    }
  }

  /** A user's access token, for an hour. */
  token(role: Role, subject: string): Promise<string> {
    return this.#credentials.token(role, subject);
  }

  /** Runs a command of Aurora against the deployment to its end, with more in its environment. Rejects with a `CommandFailed`. */
  async aurora(args: readonly string[], heard?: (line: string) => void, env: Env = {}): Promise<void> {
    this.#command = new RunningCommand(args, { ...this.env, ...env }, heard);
    try {
      await this.#command.done;
    } finally {
      this.#command = undefined;
    }
  }

  /** Asks the gateway as an operator. */
  async reader(): Promise<Reader> {
    return new Reader(this.url, await this.token('admin', 'auditor'));
  }

  /** What runs now and can be killed. */
  victims(): Victim[] {
    const servers = [this.monolith, ...this.#services.values()].filter(server => server.running);
    const command = this.#command;
    return [
      ...servers.map(server => ({ name: server.name, kill: () => server.kill(), restart: () => server.start() })),
      ...moduleNames.flatMap(module => this.#startedVictim(module)),
      ...(command ? [{ name: 'command', kill: () => command.kill(), restart: async () => undefined }] : []),
      ...this.#servers,
    ];
  }

  #startedVictim(module: ModuleName): Victim[] {
    const pid = this.started(module);
    const service = this.service(module);
    return pid === undefined ? [] : [{
      name: service.name,
      kill: () => killAndWait(pid),
      // A command that is run again may have been faster; where both start it at once, one of them finds its port taken.
      restart: async () => {
        if (this.started(module) !== undefined) return;
        await service.start().catch((error: unknown) => { if (this.started(module) === undefined) throw error; });
      },
    }];
  }

  /** Processes that have ended by themselves. */
  lost(): string[] {
    return [this.monolith, ...this.#services.values()].filter(server => server.lost).map(server => `${server.name} has ended by itself.\n${server.lastLines}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#command?.kill();
    for (const module of moduleNames) {
      const pid = this.started(module);
      if (pid !== undefined) await killAndWait(pid);
    }
    await this.#resources.disposeAsync();
  }
}

/** Kills a process that another has started, and waits until it has gone. */
async function killAndWait(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await wait(10);
  }
}

/** Schemas on a MariaDB, which is the drill's own where it is to be killed: those of the modules, and more to move them to. */
async function schemasOn(opening: AsyncDisposableStack, kill: boolean): Promise<{ readonly targets: ServerSchemas; readonly urls: Env; readonly victims: Victim[] }> {
  const own = kill ? opening.use(await OwnMariaDb.start()) : undefined;
  const targets = opening.use(new ServerSchemas(own?.url ?? serviceUrl('mariadb')));
  const databases = new Databases(async module => ({ url: await targets.url(module), pool: 2 }));
  const urls: Record<string, string> = {};
  for (const module of moduleNames) urls[`AURORA_${module.toUpperCase()}_DATABASE_URL`] = await databases.url(module);
  await databases[Symbol.asyncDispose]();
  return { targets, urls, victims: own ? [{ name: 'database', kill: () => own.kill(), restart: () => own.start() }] : [] };
}

/** A RabbitMQ of the drill's own. */
async function throughRabbitMq(opening: AsyncDisposableStack): Promise<[Env, Victim[]]> {
  if (!OwnRabbitMq.installed) throw new Error('--broker needs the Debian package rabbitmq-server on this machine.');
  const own = opening.use(await OwnRabbitMq.start());
  return [{ AURORA_BROKER_URL: own.url }, [{ name: 'broker', kill: () => own.kill(), restart: () => own.start() }]];
}
