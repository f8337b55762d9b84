import RateLimiterRedis from 'rate-limiter-flexible/lib/RateLimiterRedis.js';
import type { RedisConnection } from '../redis/connection.ts';
import type { Count, Counter } from './counter.ts';
import type { Limit } from './limit.ts';

/** Counts in Redis, together with all who do; in this process alone, by the same limit, while Redis is away. */
export class SharedCounter implements Counter {
  readonly #connection: RedisConnection;
  readonly #shared: RateLimiterRedis;
  readonly #local: Counter;
  readonly #countedLocally: () => void;

  constructor(limit: Limit, connection: RedisConnection, local: Counter, countedLocally: () => void) {
    this.#connection = connection;
    this.#shared = new RateLimiterRedis({ storeClient: connection.client, keyPrefix: `aurora:limit:${limit.name}:${limit.window}`, points: limit.requests, duration: limit.window });
    this.#local = local;
    this.#countedLocally = countedLocally;
  }

  count(key: string): Promise<Count> {
    if (!this.#connection.up) return this.#countHere(key);
    return this.#connection.ask(() => this.#shared.penalty(key)).catch(() => this.#countHere(key));
  }

  #countHere(key: string): Promise<Count> {
    this.#countedLocally();
    return this.#local.count(key);
  }
}
