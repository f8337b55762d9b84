import type { AnyPort, Contract } from '@aurora/kernel';
import { openAuthentication } from '@aurora/platform/auth';
import { createApplication, once, operationsListener, type Health, type ServedModule } from '@aurora/platform/http';
import { hostModule, type HostedModule } from '@aurora/platform/module';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { createLogger, errorFields, Metrics, type Logger } from '@aurora/platform/telemetry';
import { entryOf, mayCall } from '../catalogue.ts';
import { allOrNone } from './all-or-none.ts';
import { ConfigLink } from './config-link.ts';
import { openDataFolder } from './data-folder.ts';
import { planHosting, type Hosting } from './hosting.ts';
import { takePort, type Opening } from './listening.ts';
import { describeLocation, locationOf } from './locations.ts';
import { openModuleDatabase } from './open-module-database.ts';
import { RemotePorts } from './ports.ts';
import { openSecrets } from './secrets.ts';

/** A process that serves, and how it ends. */
export interface RunningHost {
  readonly url: string;
  readonly operationsUrl: string;
  readonly dataFolder: string;
  readonly hosting: Hosting;
  /** Where each hosted module's data lies, without passwords. */
  readonly locations: Readonly<Record<string, string>>;
  readonly logger: Logger;
  /** Readiness fails, requests in flight finish, background work stops, databases close. */
  stop(): Promise<void>;
}

/** Distance of the operations port from the API's. */
const operationsOffset = 90;

/** Milliseconds between two looks at what has been revoked. */
const revocationInterval = 5_000;

/** Undoes, last first, what a start has done so far. */
class Teardown {
  readonly #steps: (() => void | Promise<void>)[] = [];

  add(step: () => void | Promise<void>): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) await step();
  }
}

/**
 * Puts a whole process together. Rejects with a `StartError` or `SigningKeyError` that says in one line what is wrong, or with the
 * reason of `told` once that is aborted, and leaves nothing open then.
 */
export async function startHost(settings: Settings, told: AbortSignal): Promise<RunningHost> {
  const teardown = new Teardown();
  try {
    return await start(settings, teardown, told);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(settings: Settings, teardown: Teardown, told: AbortSignal): Promise<RunningHost> {
  const hosting = planHosting(settings);
  const wanted = settings.PORT ?? hosting.port;
  const api = await takePort({ port: wanted, host: settings.HOST, setting: 'AURORA_PORT', service: hosting.front ? 'gateway' : hosting.service });
  teardown.add(() => api.close(0));
  const operations = await takePort({ port: settings.OPERATIONS_PORT ?? (wanted === 0 ? 0 : wanted + operationsOffset), host: '127.0.0.1', setting: 'AURORA_OPERATIONS_PORT', service: hosting.service });
  teardown.add(() => operations.close(0));
  const folder = openDataFolder(settings.DATA_DIR, settings.DEPLOYMENT);
  teardown.add(() => folder.release());
  const logger = await createLogger({ level: settings.LOG_LEVEL, format: settings.LOG_FORMAT, service: hosting.service });
  teardown.add(() => logger.flush());

  const config = new ConfigLink();
  const { authenticator, localIssuer, serviceTokens, revocations } = await openAuthentication({
    settings: { ...settings, DATA_DIR: folder.path }, createKey: true, apiKeys: config.apiKeys, pullRevocations: config.pullRevocations,
    // Service tokens are for modules' own ports; at the front nobody is a module.
    modules: hosting.front ? [] : hosting.hosted.map(entry => entry.name), report: error => logger.warn(errorFields(error), 'keys could not be refreshed'),
  });
  const remotes = new RemotePorts(serviceTokens);
  teardown.add(() => remotes.close());

  const secrets = openSecrets(folder.path);
  const publicUrl = settings.PUBLIC_URL?.replace(/\/+$/, '') ?? api.url;
  const apiUrl = hosting.front || settings.PUBLIC_URL !== undefined ? `${publicUrl}/api/v1` : publicUrl;
  const locations: Record<string, string> = {};
  const modules: HostedModule[] = [];
  const ports: Partial<Record<ModuleName, AnyPort>> = {};
  const prepared = await allOrNone(hosting.hosted, told, async (entry, signal) => {
    const location = locationOf(entry.name, settings, folder.path);
    locations[entry.name] = describeLocation(location);
    const [definition, migrations] = await Promise.all([entry.module(), entry.migrations()]);
    const database = await openModuleDatabase({ definition, location, migrations, patience: settings.DATABASE_WAIT, logger, signal, committed: () => undefined });
    teardown.add(() => database.close());
    return { entry, definition, database };
  });
  for (const { entry, definition, database } of prepared) {
    const reached = await Promise.all(entry.calls.map(async name => [name, ports[name] ?? await remotes.open(await entryOf(name).contract(), hosting.remote[name]!, entry.name)] as const));
    const module = await hostModule(definition, {
      apiUrl, database, secrets, ports: Object.fromEntries(reached), settings: { ...settings, DATA_DIR: folder.path },
      logger: logger.child({ 'labels.module': entry.name }), wire: process.env['NODE_ENV'] === 'test',
    });
    teardown.add(() => module.stop());
    modules.push(module);
    ports[entry.name] = module.port as AnyPort;
  }

  const configPort = ports.config ?? (hosting.remote.config === undefined ? undefined : await remotes.open(await entryOf('config').contract(), hosting.remote.config, 'gateway'));
  if (configPort) config.link(configPort);
  else logger.warn('no config module is hosted or reached: API keys do not count, and revocations are not known');
  await revocations.refresh().catch(error => logger.warn(errorFields(error), 'revocations could not be read'));
  const timer = setInterval(() => { void revocations.refresh().catch(error => logger.warn(errorFields(error), 'revocations could not be read')); }, revocationInterval);
  timer.unref();
  teardown.add(() => clearInterval(timer));

  for (const module of modules) await module.start();
  const health = healthOf(modules);
  const metrics = new Metrics(hosting.service);
  const common = { authenticator, logger, metrics, health, maxBody: settings.MAX_BODY, hosts: settings.HOSTS?.map(host => host.toLowerCase()), corsOrigins: settings.CORS_ORIGINS };
  const served: ServedModule[] = modules.map(({ contract, port }) => ({ contract, port: port as AnyPort }));
  if (hosting.front) {
    for (const [name, url] of Object.entries(hosting.remote)) {
      const contract: Contract = await entryOf(name as ModuleName).contract();
      served.push({ contract, port: await remotes.open(contract, url, 'gateway') });
    }
    const { createFront } = await import('@aurora/gateway');
    api.serve(createFront({ ...common, modules: served, publicUrl: settings.PUBLIC_URL, jwks: () => localIssuer.jwks() }));
  } else {
    const { openApi } = await import('@aurora/platform/documents');
    const contracts = served.map(module => module.contract);
    api.serve(createApplication({
      ...common, modules: served, prefix: '', service: hosting.service, mayCall,
      documents: { '/openapi.json': once(() => openApi({ contracts, prefix: '', title: `Aurora: ${contracts.map(contract => contract.title).join(', ')}` })) },
    }));
  }
  operations.serve(operationsListener(metrics, health));
  return {
    url: api.url, operationsUrl: operations.url, dataFolder: folder.path, hosting, locations, logger,
    stop: () => stop(health, api, operations, settings.SHUTDOWN_TIMEOUT, teardown),
  };
}

function healthOf(modules: readonly HostedModule[]): Health & { stopping: boolean } {
  return {
    stopping: false,
    async check() {
      const problems: Record<string, string> = {};
      await Promise.all(modules.map(({ contract, database }) => database.ping().catch((error: Error) => { problems[contract.module] = error.message; })));
      return problems;
    },
  };
}

async function stop(health: { stopping: boolean }, api: Opening, operations: Opening, grace: number, teardown: Teardown): Promise<void> {
  health.stopping = true;
  await api.close(grace);
  await operations.close(1_000);
  await teardown.run();
}
