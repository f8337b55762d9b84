import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { Registry } from 'prom-client';
import { RedisConnection } from '../redis/connection.ts';
import { RedisStore } from './redis-store.ts';

/** A store in the Redis at `url`, which need not be there. */
export function openRedisStore(url: string, registry: Registry, logger: Pick<Logger, 'warn'>): RedisStore {
  const connection = new RedisConnection({
    // One that is full, a replica or closed to us answers, too.
    url, probe: client => client.set('aurora:answer:probe', '', 'PX', 1_000),
    lost: error => logger.warn({ 'event.action': 'cache.store_lost', ...errorFields(error) }, 'the Redis of the answer cache is away; nothing is answered from copies until it is back'),
    restored: () => logger.warn({ 'event.action': 'cache.store_restored' }, 'the Redis of the answer cache is back'),
  });
  return new RedisStore(connection, registry);
}
