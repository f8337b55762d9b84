import type { RequestListener } from 'node:http';
import type { AnswerCache, Front, Peers } from '@aurora/gateway';
import type { AnyPort } from '@aurora/kernel';
import type { Authenticator, LocalIssuer, ServiceTokens } from '@aurora/platform/auth';
import { eventsContract } from '@aurora/platform/events';
import { createApplication, createClientAddress, createForwardedHeaders, once, type ApplicationOptions, type ServedModule } from '@aurora/platform/http';
import type { HostedModule } from '@aurora/platform/module';
import type { PlacementPolicies } from '@aurora/platform/placement';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import { sagasContract } from '@aurora/platform/saga';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { catalogue, entryOf, mayCall } from '../catalogue.ts';
import type { Hosting } from './hosting.ts';
import type { PlacedPorts } from './placed-ports.ts';
import { isModule } from './placement-policies.ts';
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
  const { Admission, createFront, openForwarder, openLimits, openPassThrough, openShadow } = await import('@aurora/gateway');
  const forwarded = createForwardedHeaders(settings.TRUSTED_PROXIES);
  const forwarder = sites.elsewhere ? await openForwarder({ tokens: serviceTokens, maxBody: settings.MAX_BODY, override: label => overrides.of(label), forwarded }) : undefined;
  const passThrough = hosting.monolith?.kind === 'legacy' ? await openPassThrough({ url: hosting.monolith.url, tryTimeout: settings.PASS_THROUGH_TRY_TIMEOUT, deadline: settings.PASS_THROUGH_DEADLINE, forwarded }) : undefined;
  const limits = await openLimits({ limits: settings.RATE_LIMITS, redisUrl: settings.REDIS_URL, registry: parts.metrics.registry, logger: parts.logger, peers: parts.peers });
  parts.teardown.add(() => limits.close());
  const admission = new Admission(limits, createClientAddress(settings.TRUSTED_PROXIES));
  const shadow = openShadow(parts.metrics.registry, parts.logger);
  parts.teardown.add(() => shadow.close());
  return createFront({
    // At the front nobody is a module.
    ...commonOf(parts), authenticator: authenticatorFor([]), modules, publicUrl: settings.PUBLIC_URL, jwks: () => localIssuer.jwks(),
    admission, admin: { events: module => ports.openEvents(module as ModuleName, 'gateway'), sagas: module => ports.openSagas(module as ModuleName, 'gateway'), targets: () => targets.all(), limits: () => limits.describe(), override: label => overrides.of(label), peers: parts.peers }, policies, timeoutOf: label => overrides.of(label)?.deadline, cache: parts.cache, shadow, forwarder, passThrough, sites: sites.of, reach: module => (isModule(module) ? [module, ...entryOf(module).calls] : catalogue.map(entry => entry.name)),
  });
}

/** The hosted modules on a port of their own, for other hosts and for whoever knows it: without a prefix, with their internal operations. */
export async function modulesOf(parts: Parts): Promise<RequestListener> {
  const { openApi } = await import('@aurora/platform/documents');
  const modules = parts.modules.flatMap(({ contract, events, port, sagas }): ServedModule[] => [
    { contract, port: port as AnyPort }, { contract: eventsContract(contract.module), port: events.port as unknown as AnyPort }, { contract: sagasContract(contract.module), port: sagas.port as unknown as AnyPort },
  ]);
  const contracts = parts.modules.map(module => module.contract);
  return createApplication({
    ...commonOf(parts), ...(parts.hosting.front ? { hosts: undefined } : {}), authenticator: parts.authenticatorFor(parts.hosting.hosted.map(entry => entry.name)), modules, prefix: '', service: parts.hosting.service, mayCall,
    documents: { '/openapi.json': once(() => openApi({ contracts, prefix: '', title: `Aurora: ${contracts.map(contract => contract.title).join(', ')}` })) },
  });
}
