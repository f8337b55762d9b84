import type { Peers } from '@aurora/gateway';
import { openAuthentication } from '@aurora/platform/auth';
import type { Broker } from '@aurora/platform/broker';
import { EventBus, eventWarnings, measureEvents } from '@aurora/platform/events';
import { operationsListener, type Exposition, type Health } from '@aurora/platform/http';
import { measureModules, type HostedModule } from '@aurora/platform/module';
import { measureSagas, sagaWarnings } from '@aurora/platform/saga';
import type { Settings } from '@aurora/platform/settings';
import { createLogger, errorFields, Metrics, textOfMetrics, type Logger, type MetricsPart } from '@aurora/platform/telemetry';
import { openAnswerCache } from './answer-cache.ts';
import { gatewayOf, modulesOf, type Parts } from './application-of.ts';
import { openBroker } from './broker.ts';
import { ConfigLink } from './config-link.ts';
import { openDataFolder } from './data-folder.ts';
import { followConfig } from './follow-config.ts';
import { hostModules } from './host-modules.ts';
import type { Hosting } from './hosting.ts';
import type { Opening } from './listening.ts';
import { describeLocation, locationOf } from './locations.ts';
import { observeChanges } from './observe-changes.ts';
import { openOtherHosts } from './other-hosts.ts';
import { openPlacementPolicies } from './placement-policies.ts';
import { openPolicyOverrides } from './policy-overrides.ts';
import { openServers } from './servers.ts';
import { Teardown } from './teardown.ts';

/** A process that serves, and how it ends. */
export interface RunningHost {
  readonly url: string;
  readonly operationsUrl: string;
  /** Where other hosts reach its modules, if the gateway has the port of the API. */
  readonly modulesUrl: string | undefined;
  readonly dataFolder: string;
  readonly hosting: Hosting;
  /** Where each hosted module's data lies, without passwords. */
  readonly locations: Readonly<Record<string, string>>;
  readonly logger: Logger;
  /** Readiness fails, requests in flight finish, background work stops, databases close. */
  stop(): Promise<void>;
}

/**
 * Puts a whole process together. Rejects with a `StartError` or `SigningKeyError` that says in one line what is wrong, or with the
 * reason of `told` once that is aborted, and leaves nothing open then. With `peers` it is one of several processes at the same ports.
 */
export async function startHost(settings: Settings, hosting: Hosting, told: AbortSignal, peers?: Peers): Promise<RunningHost> {
  const teardown = new Teardown();
  try {
    return await start(settings, hosting, teardown, told, peers);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(given: Settings, hosting: Hosting, teardown: Teardown, told: AbortSignal, peers: Peers | undefined): Promise<RunningHost> {
  const servers = await openServers(given, hosting, teardown, peers !== undefined);
  const folder = openDataFolder(given.DATA_DIR, given.DEPLOYMENT, peers !== undefined);
  teardown.add(() => folder.release());
  const settings = { ...given, DATA_DIR: folder.path };
  const logger = await createLogger({ level: settings.LOG_LEVEL, format: settings.LOG_FORMAT, service: hosting.service, shared: peers !== undefined });
  teardown.add(() => logger.flush());

  const metrics = new Metrics(hosting.service);
  const policies = openPlacementPolicies(hosting, folder.path, logger);
  const overrides = openPolicyOverrides(logger);
  const config = new ConfigLink();
  const { authenticatorFor, localIssuer, serviceTokens, revocations } = await openAuthentication({
    settings, createKey: true, apiKeys: config.apiKeys, pullRevocations: config.pullRevocations, report: error => logger.warn(errorFields(error), 'keys could not be refreshed'),
  });
  const { calls, discovery, ports, targets } = openOtherHosts({ hosting, settings, issuer: localIssuer, tokens: serviceTokens, policies, overrides, logger, metrics, teardown });

  const locations = new Map(hosting.hosted.map(({ name }) => [name, locationOf(name, settings, folder.path)]));
  const cache = hosting.front ? await openAnswerCache(settings, metrics, logger, peers) : undefined;
  teardown.add(() => cache?.close());
  const bus = new EventBus();
  const broker = await openBroker({ settings, hosting, bus, logger, metrics, teardown });
  const modules = await hostModules({ hosting, settings, locations, ports, bus, broker, apiUrl: () => apiUrlOf(settings, hosting, servers.api.url), logger, teardown, told, committed: module => { void cache?.invalidate(module); } });
  if (cache) await observeChanges({ cache, hosting, ports, logger, teardown });
  const changes = hosting.front ? new (await import('@aurora/gateway')).FlagChanges(settings.FLAG_STREAMS) : undefined;
  await followConfig({ config, ports, policies, overrides, flagsChanged: revision => changes?.update(revision), revocations, logger, teardown });

  const databases = (): Record<string, string> => Object.fromEntries(modules.map(({ contract, database }) => [contract.module, describeLocation(database.location)]));
  for (const module of modules) await module.start();
  const health = healthOf(modules, broker);
  measureEvents(metrics.registry, modules);
  measureSagas(metrics.registry, modules);
  measureModules(metrics.registry, modules);
  const parts = { hosting, settings, modules, ports, targets, policies, overrides, localIssuer, serviceTokens, authenticatorFor, logger, metrics, health, teardown, cache, changes, peers, calls, databases, deployment: folder.deployment, modulesUrl: servers.modules?.url };
  await servers.modules?.serve(await modulesOf(parts));
  await serveApi(servers.api, parts);
  await servers.operations.serve(operationsListener(peers ? measuredBy(metrics, peers) : metrics.registry, health));
  const { url } = servers.api;
  if (hosting.discovers && !hosting.front) await discovery.register(hosting.hosted.map(entry => entry.name), settings.ADVERTISE_URL ?? url);
  return {
    url, operationsUrl: servers.operations.url, modulesUrl: servers.modules?.url, dataFolder: folder.path, hosting, logger,
    locations: databases(),
    async stop() {
      health.stopping = true;
      await discovery.deregister();
      await servers.close(settings.SHUTDOWN_TIMEOUT);
      await teardown.run();
    },
  };
}

/** What generated URLs of the API begin with. */
function apiUrlOf({ PUBLIC_URL }: Settings, { front }: Hosting, url: string): string {
  const publicUrl = PUBLIC_URL?.replace(/\/+$/, '') ?? url;
  return front || PUBLIC_URL !== undefined ? `${publicUrl}/api/v1` : publicUrl;
}

async function serveApi(api: Opening, parts: Parts): Promise<void> {
  if (!parts.hosting.front) {
    await api.serve(await modulesOf(parts));
    return;
  }
  const { listener, upgrade } = await gatewayOf(parts);
  await api.serve(listener);
  if (upgrade) api.server.on('upgrade', upgrade);
}

/** What all processes at the port measure together. */
function measuredBy({ registry }: Metrics, peers: Peers): Exposition {
  peers.answer('metrics', () => registry.getMetricsAsJSON());
  return { contentType: registry.contentType, metrics: async () => textOfMetrics(await peers.ask('metrics') as readonly MetricsPart[]) };
}

function healthOf(modules: readonly HostedModule[], broker: Broker | undefined): Health & { stopping: boolean } {
  return {
    stopping: false,
    async check() {
      const problems: Record<string, string> = {};
      await Promise.all(modules.map(({ contract, database }) => database.ping().catch((error: Error) => { problems[contract.module] = error.message; })));
      return problems;
    },
    warnings: () => ({ ...together(eventWarnings(modules), sagaWarnings(modules)), ...(broker?.connected === false ? { broker: 'is away; events are pulled from their sources meanwhile' } : {}) }),
  };
}

/** What is said of one part in either, in one line. */
const together = (some: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>): Record<string, string> =>
  ({ ...some, ...Object.fromEntries(Object.entries(more).map(([part, text]) => [part, some[part] === undefined ? text : `${some[part]}; ${text}`])) });
