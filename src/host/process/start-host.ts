import type { AnyPort } from '@aurora/kernel';
import { openAuthentication } from '@aurora/platform/auth';
import { operationsListener, type Health } from '@aurora/platform/http';
import type { HostedModule } from '@aurora/platform/module';
import type { Settings } from '@aurora/platform/settings';
import { createLogger, errorFields, Metrics, type Logger } from '@aurora/platform/telemetry';
import { entryOf } from '../catalogue.ts';
import { applicationOf } from './application-of.ts';
import { ConfigLink } from './config-link.ts';
import { openDataFolder } from './data-folder.ts';
import { hostModules } from './host-modules.ts';
import { planHosting, type Hosting } from './hosting.ts';
import { takePort, type Opening } from './listening.ts';
import { describeLocation, locationOf } from './locations.ts';
import { RemotePorts } from './ports.ts';
import { Teardown } from './teardown.ts';
import { watchRevocations } from './watch-revocations.ts';

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

async function start(given: Settings, teardown: Teardown, told: AbortSignal): Promise<RunningHost> {
  const hosting = planHosting(given);
  const wanted = given.PORT ?? hosting.port;
  const api = await takePort({ port: wanted, host: given.HOST, setting: 'AURORA_PORT', service: hosting.front ? 'gateway' : hosting.service });
  teardown.add(() => api.close(0));
  const operations = await takePort({ port: given.OPERATIONS_PORT ?? (wanted === 0 ? 0 : wanted + operationsOffset), host: '127.0.0.1', setting: 'AURORA_OPERATIONS_PORT', service: hosting.service });
  teardown.add(() => operations.close(0));
  const folder = openDataFolder(given.DATA_DIR, given.DEPLOYMENT);
  teardown.add(() => folder.release());
  const settings = { ...given, DATA_DIR: folder.path };
  const logger = await createLogger({ level: settings.LOG_LEVEL, format: settings.LOG_FORMAT, service: hosting.service });
  teardown.add(() => logger.flush());

  const config = new ConfigLink();
  const { authenticator, localIssuer, serviceTokens, revocations } = await openAuthentication({
    settings, createKey: true, apiKeys: config.apiKeys, pullRevocations: config.pullRevocations,
    // Service tokens are for modules' own ports; at the front nobody is a module.
    modules: hosting.front ? [] : hosting.hosted.map(entry => entry.name), report: error => logger.warn(errorFields(error), 'keys could not be refreshed'),
  });
  const remotes = new RemotePorts(serviceTokens);
  teardown.add(() => remotes.close());

  const publicUrl = settings.PUBLIC_URL?.replace(/\/+$/, '') ?? api.url;
  const apiUrl = hosting.front || settings.PUBLIC_URL !== undefined ? `${publicUrl}/api/v1` : publicUrl;
  const locations = new Map(hosting.hosted.map(({ name }) => [name, locationOf(name, settings, folder.path)]));
  const modules = await hostModules({ hosting, settings, locations, remotes, apiUrl, logger, teardown, told });

  const configPort = modules.find(({ contract }) => contract.module === 'config')?.port
    ?? (hosting.remote.config === undefined ? undefined : await remotes.open(await entryOf('config').contract(), hosting.remote.config, 'gateway'));
  if (configPort) config.link(configPort as AnyPort);
  else logger.warn('no config module is hosted or reached: API keys do not count, and revocations are not known');
  teardown.add(await watchRevocations(revocations, logger));

  for (const module of modules) await module.start();
  const health = healthOf(modules);
  const metrics = new Metrics(hosting.service);
  api.serve(await applicationOf({ hosting, settings, modules, remotes, localIssuer, authenticator, logger, metrics, health }));
  operations.serve(operationsListener(metrics, health));
  return {
    url: api.url, operationsUrl: operations.url, dataFolder: folder.path, hosting, logger,
    locations: Object.fromEntries([...locations].map(([name, location]) => [name, describeLocation(location)])),
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
