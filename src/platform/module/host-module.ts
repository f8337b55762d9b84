import { handlersOf, portOf, type AnyPort, type Contract, type ModuleDefinition, type Placement, type Port } from '@aurora/kernel';
import { Container } from 'inversify';
import { moduleAdoption, type AdoptionPort } from '../adoption/index.ts';
import { EventBus, ModuleEvents, type EventBroker, type EventSource } from '../events/index.ts';
import { purgeRecords } from '../persistence/command-record.ts';
import type { Migration, ModuleDatabase } from '../persistence/index.ts';
import { createLocalPort } from '../ports/local.ts';
import { createWirePort } from '../ports/wire.ts';
import { ModuleRelocation, type ModuleRelocationOptions } from '../relocation/index.ts';
import { ModuleSagas } from '../saga/module-sagas.ts';
import type { Settings } from '../settings/index.ts';
import { moduleStorage, type StoragePort } from '../storage/index.ts';
import type { Logger } from '../telemetry/index.ts';
import { moduleWork, WorkOwner, type WorkPort } from '../work/index.ts';
import { BackgroundRunner } from './background.ts';
import { services, type Measure, type Secrets } from './services.ts';

/** What a host gives a module. */
export interface ModuleSurroundings {
  readonly database: ModuleDatabase;
  /** Those that make the module's tables, also where its data is relocated to. */
  readonly migrations: readonly Migration[];
  /** How a relocation is carried out; for tests. */
  readonly relocating?: ModuleRelocationOptions['work'];
  /** Ports of the modules it calls, by module name. */
  readonly ports: Readonly<Record<string, AnyPort>>;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly secrets: Secrets;
  /** What URLs of the API begin with for clients. */
  readonly apiUrl: string;
  /** Wakes those in this process who wait for events; by default nobody else is here. */
  readonly bus?: EventBus;
  /** Where the events of a module that it listens to are read; undefined where this process cannot reach it. */
  readonly eventsOf?: (module: string) => EventSource | undefined;
  /** What carries events between modules, if something does. */
  readonly broker?: EventBroker | undefined;
  /** Told when the module has made something of the events of others. */
  readonly handled?: () => void;
  /** Names of the modules that are to listen to it. */
  readonly listeners?: readonly string[];
  /** On which side this host is; by default it is the monolith. */
  readonly side?: Placement;
  /** Sends local calls through the wire's format; for development and tests. */
  readonly wire: boolean;
}

/** A module at work in this process. */
export interface HostedModule<C extends Contract = Contract> {
  readonly contract: C;
  readonly port: Port<C>;
  readonly events: ModuleEvents;
  readonly sagas: ModuleSagas;
  readonly work: WorkPort;
  readonly adoption: AdoptionPort;
  readonly relocation: ModuleRelocation;
  readonly storage: StoragePort;
  readonly database: ModuleDatabase;
  readonly measures: readonly Measure[];
  /** Starts its background work. */
  start(): Promise<void>;
  /** Ends its background work, which may ask what other modules of this process have. A second time is fine. */
  rest(): Promise<void>;
  /** Ends its background work and closes its container and its database. */
  stop(): Promise<void>;
}

const hour = 3_600_000;

/** Puts a module together in a container of its own, once; nothing is built per request. */
export async function hostModule<C extends Contract>(definition: ModuleDefinition<C>, surroundings: ModuleSurroundings): Promise<HostedModule<C>> {
  const { apiUrl, broker, bus = new EventBus(), database, eventsOf = () => undefined, handled = () => undefined, listeners = [], logger, migrations, ports, relocating, secrets, settings, side = 'monolith', wire } = surroundings;
  const owner = new WorkOwner(database, side);
  const background = new BackgroundRunner(logger, () => owner.mine);
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(services.queries).toConstantValue(database.queries);
  container.bind(services.commands).toConstantValue(database.commands);
  container.bind(services.transactions).toConstantValue(database.transactions);
  container.bind(services.ids).toConstantValue(database.ids);
  container.bind(services.pace).toConstantValue(database.pace);
  container.bind(services.settings).toConstantValue(settings);
  container.bind(services.logger).toConstantValue(logger);
  container.bind(services.secrets).toConstantValue(secrets);
  container.bind(services.apiUrl).toConstantValue(apiUrl);
  container.bind(services.background).toConstantValue(background);
  for (const contract of definition.calls) {
    const port = ports[contract.module];
    if (!port) throw new Error(`module ${definition.contract.module} calls ${contract.module}, which this host neither has nor reaches`);
    container.bind(portOf(contract)).toConstantValue(port as never);
  }
  container.load(definition.services);
  const handlers = await container.getAsync(handlersOf(definition.contract));
  background.every('purge command records', hour, async () => {
    const before = new Date(Date.now() - settings.IDEMPOTENCY_TTL).toISOString();
    await database.transactions.run(transaction => purgeRecords(transaction, before), hour);
  });
  const local = createLocalPort(definition.contract, handlers);
  const { module } = definition.contract;
  const reactions = container.isBound(services.reactions) ? await container.getAsync(services.reactions) : [];
  const executor = container.isBound(services.sagas) ? await container.getAsync(services.sagas) : undefined;
  const adoption = moduleAdoption(module, container.isBound(services.adoption) ? await container.getAsync(services.adoption) : undefined);
  const storage = moduleStorage(module, container.isBound(services.storage) ? await container.getAsync(services.storage) : undefined);
  const measures = container.isBound(services.measures) ? await container.getAsync(services.measures) : [];
  const sagas = new ModuleSagas({ module, database, background, executor });
  const events = new ModuleEvents({ module, database, owner, reactions, sourceOf: eventsOf, listeners, handled, bus, broker, logger });
  const relocation = new ModuleRelocation({ module, database, tables: definition.tables, migrations, logger, ...(relocating ? { work: relocating } : {}) });
  const rest = async (): Promise<void> => {
    await relocation.stop();
    await events.stop();
    await background.stop();
    owner.stop();
  };
  return {
    rest, measures,
    contract: definition.contract, database, adoption, events, sagas, relocation, storage, work: moduleWork(module, database, owner),
    port: wire ? createWirePort(definition.contract, local) : local,
    async start() {
      await owner.start();
      await background.start();
      await events.start();
      relocation.start();
    },
    async stop() {
      await rest();
      await container.unbindAllAsync();
      await database.close();
    },
  };
}
