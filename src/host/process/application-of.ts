import type { RequestListener } from 'node:http';
import { adoptionContract } from '@aurora/platform/adoption';
import type { AnswerCache, FlagChanges, Front, Peers } from '@aurora/gateway';
import type { AnyPort } from '@aurora/kernel';
import type { Authenticator, LocalIssuer, ServiceTokens } from '@aurora/platform/auth';
import { eventsContract } from '@aurora/platform/events';
import { createApplication, createClientAddress, createForwardedHeaders, once, type ApplicationOptions, type ServedModule } from '@aurora/platform/http';
import type { HostedModule } from '@aurora/platform/module';
import type { PlacementPolicies } from '@aurora/platform/placement';
import { relocationContract } from '@aurora/platform/relocation';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import { sagasContract } from '@aurora/platform/saga';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { storageContract } from '@aurora/platform/storage';
import { workContract } from '@aurora/platform/work';
import { catalogue, entryOf, mayCall } from '../catalogue.ts';
import type { Hosting } from './hosting.ts';
import type { PortCalls } from '@aurora/platform/ports';
import type { PlacedPorts } from './placed-ports.ts';
import { isModule } from './placement-policies.ts';
import { openSecrets } from './secrets.ts';
import { openSites } from './sites.ts';
import type { Targets } from './targets.ts';
import type { Teardown } from './teardown.ts';

export interface Parts extends Pick<ApplicationOptions, 'logger' | 'metrics' | 'health'> {
  readonly hosting: Hosting;
  readonly settings: Settings;
  readonly modules: readonly HostedModule[];
  readonly ports: PlacedPorts;
  readonly targets: Targets;
  readonly policies: PlacementPolicies;
  readonly overrides: PolicyOverrides;
  readonly localIssuer: LocalIssuer;
  readonly serviceTokens: ServiceTokens;
  readonly teardown: Teardown;
  /** Answers that the gateway keeps, if it keeps any. */
  readonly cache: AnswerCache | undefined;
  /** Who listens for changes of flags, if this is a gateway. */
  readonly changes: FlagChanges | undefined;
  readonly calls: PortCalls;
  /** Name of the deployment, as the data folder has it. */
  readonly deployment: string;
  /** Where other hosts reach its modules, if the gateway has the port of the API. */
  readonly modulesUrl: string | undefined;
  /** Where each hosted module's data lies now, without passwords. */
  readonly databases: () => Readonly<Record<string, string>>;
  /** The processes that share its ports, if any do. */
  readonly peers: Peers | undefined;
  readonly authenticatorFor: (audiences: readonly string[]) => Authenticator;
}

const commonOf = ({ settings, logger, metrics, health }: Parts) => ({
  logger, metrics, health, maxBody: settings.MAX_BODY, hosts: settings.HOSTS?.map(host => host.toLowerCase()), corsOrigins: settings.CORS_ORIGINS,
});

/** The gateway with all modules behind it, wherever they are. */
export async function gatewayOf(parts: Parts): Promise<Front> {
  const { authenticatorFor, hosting, localIssuer, overrides, policies, ports, serviceTokens, settings, targets } = parts;
  const modules = await Promise.all(catalogue.map(async (entry): Promise<ServedModule> => ({ contract: await entry.contract(), port: await ports.open(entry.name, 'gateway') ?? {} })));
  const sites = await openSites(hosting, targets);
  const { Admission, createFront, openForwarder, openLimits, openPassThrough, openShadow, StreamTokens, Tries } = await import('@aurora/gateway');
  const forwarded = createForwardedHeaders(settings.TRUSTED_PROXIES);
  const tries = new Tries();
  const forwarder = sites.elsewhere ? await openForwarder({ tokens: serviceTokens, maxBody: settings.MAX_BODY, override: label => overrides.of(label), forwarded, tried: (...tried) => tries.count(...tried) }) : undefined;
  const passThrough = hosting.monolith?.kind === 'legacy' ? await openPassThrough({ url: hosting.monolith.url, tryTimeout: settings.PASS_THROUGH_TRY_TIMEOUT, deadline: settings.PASS_THROUGH_DEADLINE, forwarded }) : undefined;
  const limits = await openLimits({ limits: settings.RATE_LIMITS, redisUrl: settings.REDIS_URL, registry: parts.metrics.registry, logger: parts.logger, peers: parts.peers });
  parts.teardown.add(() => limits.close());
  const admission = new Admission(limits, createClientAddress(settings.TRUSTED_PROXIES));
  const tokens = new StreamTokens(openSecrets(settings.DATA_DIR).keys('flag event streams').map(({ key }) => key));
  const shadow = openShadow(parts.metrics.registry, parts.logger);
  parts.teardown.add(() => shadow.close());
  return createFront({
    // At the front nobody is a module.
    ...commonOf(parts), authenticator: authenticatorFor([]), modules, publicUrl: settings.PUBLIC_URL, jwks: () => localIssuer.jwks(),
    admission, admin: { adoption: module => ports.openAdoption(module as ModuleName, 'gateway'), events: module => ports.openEvents(module as ModuleName, 'gateway'), sagas: module => ports.openSagas(module as ModuleName, 'gateway'), relocation: module => ports.openRelocation(module as ModuleName, 'gateway'), storage: module => ports.openStorage(module as ModuleName, 'gateway'), work: module => ports.openWork(module as ModuleName, 'gateway'), host: hostStatus(parts), targets: () => targets.known(), limits: () => limits.describe(), override: label => overrides.of(label), peers: parts.peers }, policies, timeoutOf: label => overrides.of(label)?.deadline, cache: parts.cache, ofrep: { changes: parts.changes!, tokens, publicUrl: settings.PUBLIC_URL }, shadow, tries, forwarder, passThrough, sites: sites.of, reach: module => (isModule(module) ? [module, ...entryOf(module).calls] : catalogue.map(entry => entry.name)),
  });
}

const hostStatus = ({ calls, databases, deployment, hosting: { discovery, hosted, monolith }, modulesUrl, settings }: Parts) => () => ({
  modules_url: monolith?.url ?? modulesUrl ?? null, monolith: monolith?.kind ?? 'aurora' as const, deployment, data_folder: settings.DATA_DIR,
  discovery: discovery.split(':')[0] as 'static', broker: settings.BROKER_URL !== undefined, hosted: hosted.map(({ name }) => ({ module: name, database: databases()[name]! })), calls: [...calls.list()],
});

/** The hosted modules on a port of their own, for other hosts and for whoever knows it: without a prefix, with their internal operations. */
export async function modulesOf(parts: Parts): Promise<RequestListener> {
  const { openApi } = await import('@aurora/platform/documents');
  const modules = parts.modules.flatMap(({ adoption, contract, events, port, relocation, sagas, storage, work }): ServedModule[] => [
    { contract, port: port as AnyPort }, { contract: eventsContract(contract.module), port: events.port as unknown as AnyPort }, { contract: sagasContract(contract.module), port: sagas.port as unknown as AnyPort },
    { contract: adoptionContract(contract.module), port: adoption as unknown as AnyPort },
    { contract: storageContract(contract.module), port: storage as unknown as AnyPort },
    { contract: workContract(contract.module), port: work as unknown as AnyPort },
    { contract: relocationContract(contract.module), port: relocation.port as unknown as AnyPort },
  ]);
  const contracts = parts.modules.map(module => module.contract);
  return createApplication({
    ...commonOf(parts), ...(parts.hosting.front ? { hosts: undefined } : {}), authenticator: parts.authenticatorFor(parts.hosting.hosted.map(entry => entry.name)), modules, prefix: '', service: parts.hosting.service, mayCall,
    documents: { '/openapi.json': once(() => openApi({ contracts, prefix: '', title: `Aurora: ${contracts.map(contract => contract.title).join(', ')}` })) },
  });
}
