import { timestamp } from '@aurora/kernel';
import { PlacementPolicy } from '@aurora/platform/placement';
import { z } from 'zod';

const side = z.enum(['monolith', 'service']);

/** Where a module is. */
export const ModulePlacement = z.object({
  module: z.string(),
  policy: PlacementPolicy,
  sides: z.array(side).describe('Where it can be reached from this gateway.'),
}).meta({ id: 'ModulePlacement' });
export type ModulePlacement = z.output<typeof ModulePlacement>;

/** The same as the config module says it now. */
export const PlacementDetail = ModulePlacement.extend({
  flag: z.object({
    id: z.int(),
    version: z.int(),
    revision: z.int().describe('The revision of the configuration that gave it this value.'),
    updated_at: timestamp,
  }).nullable().describe('The feature flag that says so. Null where there is none, and while the config module does not answer: then the policy is the last one known.'),
}).meta({ id: 'PlacementDetail' });
export type PlacementDetail = z.output<typeof PlacementDetail>;

/** One change of a placement. */
export const PlacementChange = z.object({
  revision: z.int(),
  at: timestamp,
  by: z.string().describe('Id of the principal.'),
  reason: z.string().nullable(),
  from: PlacementPolicy.nullable().describe('Null where nothing was said.'),
  to: PlacementPolicy.nullable().describe('Null where nothing is said any more.'),
}).meta({ id: 'PlacementChange' });
export type PlacementChange = z.output<typeof PlacementChange>;

const breaker = z.enum(['closed', 'open', 'half-open']);

/** Where requests for a module are sent: its instances on one side. */
export const TargetStatus = z.object({
  name: z.string().describe('As in `subject@service`; `(shadow)` for what compares beside the clients\' requests.'),
  breaker,
  calls: z.int().describe('Under way.'),
  instances: z.array(z.object({
    id: z.string(),
    url: z.string(),
    state: z.enum(['healthy', 'unhealthy', 'ejected', 'draining']),
    pending: z.int().describe('Tries under way.'),
    failures: z.int().describe('Tries that have failed in a row, up to now.'),
  })),
}).meta({ id: 'TargetStatus' });
export type TargetStatus = z.output<typeof TargetStatus>;

export const BreakerStatus = z.object({ target: z.string(), state: breaker }).meta({ id: 'BreakerStatus' });

export const LimitsStatus = z.object({
  limits: z.array(z.object({ class: z.string(), limit: z.int().describe('Requests.'), window_seconds: z.number() })),
  store: z.enum(['memory', 'redis']),
  store_up: z.boolean().describe('False while each gateway counts for itself because Redis is away.'),
}).meta({ id: 'LimitsStatus' });

/** What the gateway does with one kind of request. */
export const Route = z.object({
  method: z.string(),
  path: z.string(),
  operation: z.string().describe('As logs and metrics call it.'),
  module: z.string(),
  version: z.string().nullable().describe('Null beside the API\'s versions.'),
  scope: z.string().nullable(),
  placement: z.enum(['monolith', 'service', 'split']).nullable().describe('Null for what the gateway answers itself.'),
  policy: z.object({ deadline_ms: z.number(), try_timeout_ms: z.number(), tries: z.int() }),
  cache: z.object({ max_age_seconds: z.number(), stale_if_error_seconds: z.number() }).nullable().describe('How long the gateway may answer from a copy.'),
  limit_class: z.string().nullable(),
  deprecated: z.boolean(),
}).meta({ id: 'Route' });
export type Route = z.output<typeof Route>;

const count = z.record(z.string(), z.int());

export const ShadowStatus = z.object({
  module: z.string(),
  operations: z.record(z.string(), count).describe('Repeated reads by operation and what became of them, since the start or the last clearing.'),
  requests: z.array(z.object({
    at: timestamp,
    operation: z.string(),
    target: z.string(),
    correlation_id: z.string(),
    primary_side: side.describe('Which one answered the client.'),
    differences: z.array(z.object({ kind: z.string(), field: z.string(), monolith: z.unknown().optional(), service: z.unknown().optional() })),
    more: z.int().describe('Differences beyond those shown.'),
  })).describe('The last hundred that differed, newest first; secrets are masked.'),
}).meta({ id: 'ShadowStatus' });
