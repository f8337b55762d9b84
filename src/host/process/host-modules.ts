import type { AnyPort } from '@aurora/kernel';
import { PortSource, type EventBroker, type EventBus } from '@aurora/platform/events';
import { hostModule, type HostedModule } from '@aurora/platform/module';
import type { DatabaseLocation } from '@aurora/platform/persistence';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import type { Logger } from '@aurora/platform/telemetry';
import { catalogue } from '../catalogue.ts';
import { allOrNone } from './all-or-none.ts';
import type { Hosting } from './hosting.ts';
import { placesOf } from './locations.ts';
import { openModuleDatabase } from './open-module-database.ts';
import type { PlacedPorts } from './placed-ports.ts';
import { openSecrets } from './secrets.ts';
import type { Teardown } from './teardown.ts';

export interface HostModulesOptions {
  readonly hosting: Hosting;
  readonly settings: Settings;
  /** Of every hosted module. */
  readonly locations: ReadonlyMap<ModuleName, DatabaseLocation>;
  readonly ports: PlacedPorts;
  readonly bus: EventBus;
  readonly broker: EventBroker | undefined;
  /** What generated URLs of the API begin with. */
  readonly apiUrl: () => string;
  readonly logger: Logger;
  readonly teardown: Teardown;
  /** Told of each commit of a command, by module. */
  readonly committed: (module: string) => void;
  /** Aborted when the start is to be given up. */
  readonly told: AbortSignal;
}

/** Opens the databases of the hosted modules, all at once, and puts the modules together in the order in which they call each other. */
export async function hostModules({ hosting, settings, locations, ports, bus, broker, apiUrl, logger, teardown, told, committed }: HostModulesOptions): Promise<readonly HostedModule[]> {
  const secrets = openSecrets(settings.DATA_DIR);
  const modules: HostedModule[] = [];
  const written = (name: ModuleName): void => {
    committed(name);
    modules.find(({ contract }) => contract.module === name)?.events.committed();
  };
  const opened = await allOrNone(hosting.hosted, told, async (entry, signal) => {
    const [definition, migrations] = await Promise.all([entry.module(), entry.migrations()]);
    const database = await openModuleDatabase({ definition, location: locations.get(entry.name)!, locate: placesOf(entry.name, settings, settings.DATA_DIR), migrations, patience: settings.DATABASE_WAIT, logger, signal, committed: () => written(entry.name) });
    teardown.add(() => database.close());
    return { entry, definition, database, migrations };
  });
  for (const { entry, definition, database, migrations } of opened) {
    const called = await Promise.all(entry.calls.map(async name => [name, await ports.open(name, entry.name)] as const));
    const heard = new Set(await Promise.all(entry.listens.map(async name => (await ports.reaches(name) ? name : undefined))));
    const module = await hostModule(definition, {
      bus, broker, eventsOf: source => (heard.has(source as ModuleName) ? new PortSource(entry.name, () => ports.openEvents(source as ModuleName, entry.name)) : undefined),
      handled: () => committed(entry.name), listeners: catalogue.filter(({ listens }) => listens.includes(entry.name)).map(({ name }) => name),
      apiUrl: apiUrl(), database, migrations, secrets, settings, side: hosting.side, ports: Object.fromEntries(called) as Record<string, AnyPort>, logger: logger.child({ 'labels.module': entry.name }), wire: process.env['NODE_ENV'] === 'test',
    });
    teardown.add(() => module.stop());
    modules.push(module);
    ports.add(entry.name, module);
  }
  // Before any database is closed: what one module does in the background reads what others have.
  teardown.add(async () => { await Promise.all(modules.map(module => module.rest())); });
  return modules;
}
