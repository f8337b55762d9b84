import RateLimiterRedis from 'rate-limiter-flexible/lib/RateLimiterRedis.js';
import { RedisConnection, type RedisConnectionOptions } from '../redis/connection.ts';

/** A connection that counts as standing when Redis takes a count: one that is full, a replica or closed to us answers, too. */
export const openRedis = (options: Omit<RedisConnectionOptions, 'probe'>): RedisConnection => new RedisConnection({
  ...options, probe: client => new RateLimiterRedis({ storeClient: client, keyPrefix: 'aurora:limit', points: 1, duration: 1 }).penalty('probe'),
});
