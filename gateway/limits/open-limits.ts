import { errorFields, type Logger } from '@aurora/platform/telemetry';
import { Counter as Total, Gauge, type Registry } from 'prom-client';
import type { Counter } from './counter.ts';
import { Limits, type LimitsOptions } from './limits.ts';
import { parseLimits, type Limit } from './limit.ts';
import type { Peers } from '../peers.ts';
import { MemoryCounter } from './memory-counter.ts';

export interface OpenLimitsOptions {
  /** `AURORA_RATE_LIMITS`. */
  readonly limits: readonly string[];
  /** `AURORA_REDIS_URL`; undefined, requests are counted in this process alone. */
  readonly redisUrl: string | undefined;
  readonly registry: Registry;
  readonly logger: Pick<Logger, 'warn'>;
  /** Processes at the same port: what would be counted in this one's memory is counted for all of them. */
  readonly peers?: Peers | undefined;
}

interface Store extends Pick<LimitsOptions, 'store' | 'close'> {
  readonly counterOf: (limit: Limit) => Counter;
}

const memoryOf = (peers: Peers | undefined) => (limit: Limit): Counter => (peers ? { count: key => peers.count(limit.name, key) } : new MemoryCounter(limit));

const inMemory = ({ peers }: OpenLimitsOptions): Store => ({ counterOf: memoryOf(peers), store: () => ({ store: 'memory', store_up: true }), close: () => undefined });

/** Redis, loaded with the first use; waits until it is known whether it is there, for two seconds at most. */
async function inRedis(url: string, { registry, logger, peers }: OpenLimitsOptions): Promise<Store> {
  const [{ openRedis }, { SharedCounter }] = await Promise.all([import('./open-redis.ts'), import('./shared-counter.ts')]);
  const locally = new Total({ name: 'aurora_limiter_local_total', help: 'Requests and refused credentials counted in this process alone because the limiter\'s Redis was away.', registers: [registry] });
  const connection = openRedis({
    url,
    lost: error => logger.warn({ 'event.action': 'limiter.store_lost', ...errorFields(error) }, 'the Redis of the limits is away; this process counts for itself until it is back'),
    restored: () => logger.warn({ 'event.action': 'limiter.store_restored' }, 'the Redis of the limits is back; all count together again'),
  });
  new Gauge({ name: 'aurora_limiter_store_up', help: 'Whether the limiter\'s Redis answers: 1, or 0 while this process counts for itself.', registers: [registry], aggregator: 'min', collect() { this.set(connection.up ? 1 : 0); } });
  await connection.known;
  return {
    counterOf: limit => new SharedCounter(limit, connection, memoryOf(peers)(limit), () => locally.inc()),
    store: () => ({ store: 'redis', store_up: connection.up }), close: () => connection.close(),
  };
}

/** The limits that the settings name. Throws a `SettingsError` for one that can't be; a Redis that is away does not keep it from opening. */
export async function openLimits(options: OpenLimitsOptions): Promise<Limits> {
  const { redisUrl, registry } = options;
  const limits = [...parseLimits(options.limits).values()];
  const refusals = new Total({ name: 'aurora_rate_limited_total', help: 'Requests refused because a limit was passed, by class.', labelNames: ['class'], registers: [registry] });
  const { counterOf, store, close } = redisUrl === undefined || limits.length === 0 ? inMemory(options) : await inRedis(redisUrl, options);
  const counters = new Map(limits.map(limit => [limit.name, { limit, counter: counterOf(limit) }]));
  return new Limits({ counters, store, close, peers: options.peers, refused: name => refusals.inc({ class: name }) });
}
