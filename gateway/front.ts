import type { RequestListener } from 'node:http';
import type { Placement } from '@aurora/kernel';
import { createApplication, OperationRouter, operationRoutes, type ApplicationOptions, type ServedModule } from '@aurora/platform/http';
import type { PlacementPolicies } from '@aurora/platform/placement';
import { adminDocument, adminDocuments, adminModule, type AdminSources } from './admin/index.ts';
import type { Admission } from './admission.ts';
import { CachedReads } from './answers/cached-reads.ts';
import { ShadowReads } from './answers/shadow-reads.ts';
import type { AnswerCache } from './cache/index.ts';
import { docsPage } from './docs-page.ts';
import type { Forwarder } from './forwarding/module-forwarder.ts';
import type { PassThrough } from './forwarding/pass-through.ts';
import { ofrepModule, type FlagChanges, type StreamTokens } from './ofrep/index.ts';
import { Placements } from './placement/placements.ts';
import { WriteGate } from './placement/write-gate.ts';
import { apiPrefix } from './prefix.ts';
import { Routing, type Sites } from './routing.ts';
import type { Shadow } from './shadow/index.ts';
import { springModule } from './spring/index.ts';
import type { Tries } from './tries/index.ts';
import { Unclaimed } from './unclaimed.ts';
import { negotiateVersion, servedVersions, versionDocuments } from './versions/index.ts';

export interface FrontOptions extends Omit<ApplicationOptions, 'prefix' | 'service' | 'documents' | 'pages' | 'mayCall' | 'serve' | 'foreign' | 'gate' | 'unclaimed'> {
  /** Where clients reach the front, as in `https://aurora.example.edu`; undefined, wherever they do. */
  readonly publicUrl: string | undefined;
  readonly jwks: () => unknown;
  readonly policies: PlacementPolicies;
  readonly sites: (module: string) => Sites;
  /** The modules that a request for a module may reach, itself included. */
  readonly reach: (module: string) => readonly string[];
  readonly forwarder: Forwarder | undefined;
  /** The way to the application that Aurora replaces, if it still answers. */
  readonly passThrough: PassThrough | undefined;
  readonly admission: Admission;
  /** Undefined where no answers are kept. */
  readonly cache: AnswerCache | undefined;
  readonly shadow: Shadow;
  /** Who listens for changes of flags, and what lets them. */
  readonly ofrep: { readonly changes: FlagChanges; readonly tokens: StreamTokens; readonly publicUrl: string | undefined };
  /** The tries that the forwarder tells of, and those of this process. */
  readonly tries: Tries;
  /** What administration shows besides. */
  readonly admin: Pick<AdminSources, 'adoption' | 'events' | 'relocation' | 'sagas' | 'storage' | 'work' | 'host' | 'targets' | 'limits' | 'override' | 'peers'>;
}

/** What listens at the front: for requests, and for upgrades if any are taken. */
export interface Front {
  readonly listener: RequestListener;
  readonly upgrade: Unclaimed['upgrade'] | undefined;
}

/** The config module's port, if it can be reached. */
function configPort(modules: readonly ServedModule[]): AdminSources['config'] {
  const { port } = modules.find(({ contract }) => contract.module === 'config')!;
  return Object.keys(port).length > 0 ? port as unknown as AdminSources['config'] : undefined;
}

/** The gateway: one address before all modules, wherever they live, and their documentation. */
export function createFront(options: FrontOptions): Front {
  const { admission, authenticator, hosts, logger, metrics, passThrough, policies, reach, sites } = options;
  const contracts = options.modules.map(module => module.contract);
  const sidesOf = (module: string): Placement[] => { const { here, ways } = sites(module); return [...(here || ways.monolith ? ['monolith' as const] : []), ...(ways.service ? ['service' as const] : [])];
  };
  const isForeign = (module: string): boolean => sites(module).ways.monolith?.kind === 'legacy';
  const placements = new Placements({ policies, reach, sidesOf, isForeign });
  const shadow = new ShadowReads({ shadow: options.shadow, policies, hasBothSides: module => sidesOf(module).length > 1 });
  const routing = new Routing({ sites, placements, writes: new WriteGate(policies), forwarder: options.forwarder, tries: options.tries, fellBack: operation => metrics.fallbacks.inc({ operation }), maxBody: options.maxBody, shadow, cached: options.cache && new CachedReads(options.cache) });
  const { modules: versioned, versions } = servedVersions(options.modules);
  const config = configPort(options.modules);
  const admin = adminModule({ ...options.admin, modules: contracts.map(({ module }) => module), config, routes: () => routes, policies, sites, sidesOf, shadow: options.shadow, tries: options.tries, logger });
  const modules = [...versioned, ...(config ? [ofrepModule({ ...options.ofrep, config }), springModule(config)] : []), admin];
  const routes = operationRoutes(modules, apiPrefix, false);
  const router = new OperationRouter(routes);
  const has = (path: string): boolean => router.allowed(path).length > 0;
  const unclaimed = passThrough && new Unclaimed({
    passThrough, authenticator, hosts, claimed: has, admit: (exchange, principal) => admission.countUnclaimed(exchange, principal),
    upgraded: ({ correlationId, principal, started }) => logger.info({ 'http.request.id': correlationId, 'event.action': 'upgrade', 'user.id': principal?.id, 'event.duration': Math.round((performance.now() - started) * 1e6) }, 'upgrade'),
  });
  const listener = createApplication({
    ...options, modules, prefix: apiPrefix, service: 'gateway', gate: admission.gate,
    serve: (admitted, here) => (admitted.match.route.module === admin.contract.module ? undefined : admission.count(admitted))?.then(() => routing.serve(admitted, here)) ?? routing.serve(admitted, here),
    foreign: isForeign,
    ...(unclaimed ? { unclaimed: unclaimed.answer } : {}),
    rewrite: negotiateVersion({ versions, has, unnamed: passThrough === undefined }),
    documents: { ...versionDocuments(versions, contracts, options.publicUrl), ...adminDocuments(options.publicUrl), '/.well-known/jwks.json': options.jwks },
    pages: docsPage([...versions.map(({ name, prefix }) => ({ name, url: `${prefix}/openapi.json` })), { name: 'administration', url: adminDocument }]),
  });
  return { listener, upgrade: unclaimed?.upgrade };
}
