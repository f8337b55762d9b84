import { AuroraError, type AnyPort, type Port } from '@aurora/kernel';
import type { AdoptionPort } from '@aurora/platform/adoption';
import { EventBus, PortSource, type EventsPort } from '@aurora/platform/events';
import { hostModule, type HostedModule, type ModuleSurroundings } from '@aurora/platform/module';
import type { Locate, ModuleDatabase } from '@aurora/platform/persistence';
import type { RelocationPort } from '@aurora/platform/relocation';
import { readSettings } from '@aurora/platform/settings';
import { createLoggerOn } from '@aurora/platform/telemetry';
import type { Env } from './aurora-process.ts';
import type { Databases } from './databases.ts';
import { loadModule, moduleNames, type Contracts, type ModuleName } from './modules.ts';

export interface HostOptions {
  /** Settings by their variables, as in `AURORA_FILE_MAX_SIZE`. */
  readonly env?: Env;
  /** Sends calls through the wire's format; true unless said otherwise. */
  readonly wire?: boolean;
  /** Changes what a module's callers hold of it, to repeat calls or let them fail. */
  readonly between?: (module: ModuleName, port: AnyPort) => AnyPort;
  /** Finds the places to which a module's data may be relocated. */
  readonly locate?: Locate;
  /** How a relocation is carried out. */
  readonly relocating?: ModuleSurroundings['relocating'];
}

/** Where a host finds the data of its deployment. */
interface Home {
  readonly dataDir: string;
  readonly databases: Databases;
}

type Ports<Name extends ModuleName> = { readonly [Each in Name]: Port<Contracts[Each]> };

/** What URLs of the API begin with for clients, in every host of a test. */
export const publicUrl = 'https://syllabi.example.edu';

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });
const keys = [{ id: 'k1', key: Buffer.alloc(32, 1) }];

/** Modules at work in this process. */
export class Host<Name extends ModuleName> implements AsyncDisposable {
  readonly #modules: readonly HostedModule[];
  readonly ports: Ports<Name>;
  readonly databases: Readonly<Record<Name, ModuleDatabase>>;
  readonly relocations: Readonly<Record<Name, RelocationPort>>;
  readonly adoptions: Readonly<Record<Name, AdoptionPort>>;
  #stopped: Promise<void> | undefined;

  private constructor(modules: readonly HostedModule[]) {
    this.#modules = modules;
    const byName = <Value>(pick: (module: HostedModule) => Value) => Object.fromEntries(modules.map(module => [module.contract.module, pick(module)]));
    this.ports = byName(module => module.port) as Ports<Name>;
    this.databases = byName(module => module.database) as Record<Name, ModuleDatabase>;
    this.adoptions = byName(module => module.adoption) as Record<Name, AdoptionPort>;
    this.relocations = byName(module => module.relocation.port) as Record<Name, RelocationPort>;
  }

  static async open<Name extends ModuleName>({ dataDir, databases }: Home, names: readonly Name[], { env = {}, wire = true, between = (_, port) => port, locate, relocating }: HostOptions): Promise<Host<Name>> {
    const settings = readSettings({ AURORA_DATA_DIR: dataDir, ...env });
    const modules: HostedModule[] = [];
    const ports: Partial<Record<ModuleName, AnyPort>> = {};
    const bus = new EventBus();
    const eventsPort = async (source: string): Promise<EventsPort> => {
      const module = modules.find(({ contract }) => contract.module === source);
      if (!module) throw new AuroraError('UNAVAILABLE', `${source} is not hosted here.`);
      return module.events.port;
    };
    for (const name of moduleNames.filter(known => (names as readonly ModuleName[]).includes(known))) {
      const { definition, migrations } = await loadModule(name);
      const database = await databases.open(name, () => modules.find(({ contract }) => contract.module === name)?.events.committed(), locate);
      const module = await hostModule(definition, { database, migrations, ...(relocating ? { relocating } : {}), ports: { ...ports }, settings, logger: silent, secrets: { keys: () => keys }, apiUrl: `${publicUrl}/api/v1`, wire, bus, eventsOf: source => new PortSource(name, () => eventsPort(source)) });
      ports[name] = between(name, module.port as AnyPort);
      modules.push(module);
    }
    return new Host<Name>(modules);
  }

  /** Starts the modules' background work. */
  async start(): Promise<void> {
    for (const module of this.#modules) await module.start();
  }

  /** Ends the background work and closes the databases. A second time is fine. */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#modules.map(module => module.rest()));
    for (const module of this.#modules.toReversed()) await module.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
