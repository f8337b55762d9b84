import { requestClassOf } from '@aurora/kernel';
import type { OperationRoute } from '@aurora/platform/http';
import { callPolicyOf } from '@aurora/platform/resilience';
import type { Route } from './schemas.ts';
import type { AdminSources } from './sources.ts';

/** Where requests for a module go; null for what is no module's. */
function placementOf({ modules, policies, sidesOf }: AdminSources, module: string): Route['placement'] {
  if (!modules.includes(module)) return null;
  const sides = sidesOf(module);
  if (sides.length < 2) return sides[0] ?? null;
  const { match, service } = policies.of(module);
  if (match.length > 0 || (service > 0 && service < 100)) return 'split';
  return service === 0 ? 'monolith' : 'service';
}

/** A route as operators see it. */
export function routeStatus(sources: AdminSources, { headers, label, module, operation, prefix }: OperationRoute): Route {
  const { deadline, tries, tryTimeout } = callPolicyOf(operation, sources.override(label));
  const kept = operation.cache?.shared;
  return {
    method: operation.method, path: prefix + operation.path, operation: label, module, version: /\/(v\d+)$/.exec(prefix)?.[1] ?? null, scope: operation.scope,
    placement: placementOf(sources, module), policy: { deadline_ms: deadline, try_timeout_ms: tryTimeout, tries },
    cache: kept ? { max_age_seconds: kept.maxAge, stale_if_error_seconds: kept.staleIfError ?? 0 } : null,
    limit_class: prefix === '' ? null : requestClassOf(operation), deprecated: headers !== undefined,
  };
}
