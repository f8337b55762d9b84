import type { Placement, Principal } from '@aurora/kernel';
import { bucketOf, bucketOfPrincipal } from './bucket.ts';
import type { PlacementPolicy } from './policy.ts';

/** What a decision may look at. */
export interface Caller {
  readonly principal: Principal;
  /** Claims of the caller's token; none if it has shown none. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly header: (name: string) => string | undefined;
  /** Tells one anonymous caller from another. */
  readonly stickyKey: () => string;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A list holds where one of its members does, a string of words (as `scope` is) where one of them does. */
const claims = (value: unknown, wanted: string): boolean => (Array.isArray(value)
  ? value.some(member => asText(member) === wanted)
  : value !== undefined && (asText(value) === wanted || (typeof value === 'string' && value.split(' ').includes(wanted))));

/** Where `module` is for this caller. */
export function decide(module: string, policy: PlacementPolicy, caller: Caller): Placement {
  for (const rule of policy.match) {
    const holds = 'header' in rule ? caller.header(rule.header) === rule.value : claims(caller.claims[rule.claim], rule.value);
    if (holds) return rule.to;
  }
  if (policy.service <= 0) return 'monolith';
  if (policy.service >= 100) return 'service';
  const bucket = caller.principal.id === 'anonymous' ? bucketOf(module, caller.stickyKey()) : bucketOfPrincipal(module, caller.principal);
  return bucket < policy.service ? 'service' : 'monolith';
}
