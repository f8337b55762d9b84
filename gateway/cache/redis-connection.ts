import type { Redis } from 'ioredis';
import { Counter, type Registry } from 'prom-client';
import { redisScripts, type RedisScripts } from './redis-scripts.ts';

/** Milliseconds that a request waits for Redis. */
const patience = 50;
/** Milliseconds in which Redis is left alone after it has kept a request waiting. */
const pause = 1_000;

/** What `reply` gives; rejects if it does not come in time. One that came while this process was busy has come in time: it is read before. */
async function inTime<Result>(reply: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => setImmediate(() => reject(new Error('Redis is silent'))), patience);
  try {
    return await Promise.race([reply, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A connection to a Redis that may be away: then no command waits, and each that is not carried out is counted. */
export class RedisConnection {
  readonly #client: Redis & RedisScripts;
  readonly #failures: Counter<'command'>;
  #pausedUntil = 0;

  private constructor(client: Redis & RedisScripts, registry: Registry) {
    this.#client = client;
    this.#failures = new Counter({ name: 'aurora_cache_redis_failures_total', help: 'Commands of the cache that Redis did not carry out, because it was away or silent.', labelNames: ['command'], registers: [registry] });
    // What fails is counted by command; without a listener the client writes each error to the console.
    client.on('error', () => undefined);
  }

  /** Begins to connect to `url` and does not wait for it. */
  static async open(url: string, registry: Registry): Promise<RedisConnection> {
    const { Redis: Client } = await import('ioredis');
    const client = new Client(url, {
      connectTimeout: 1_000, disconnectTimeout: patience, enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0,
      retryStrategy: tries => Math.min(50 * tries, 1_000),
    });
    for (const [name, script] of Object.entries(redisScripts)) client.defineCommand(name, script);
    return new RedisConnection(client as Redis & RedisScripts, registry);
  }

  /** What `run` gives; undefined if Redis does not answer in time. Never rejects. */
  async try<Result>(command: string, run: (client: Redis & RedisScripts) => Promise<Result>): Promise<Result | undefined> {
    if (this.#client.status === 'ready' && performance.now() >= this.#pausedUntil) {
      try {
        return await inTime(run(this.#client));
      } catch {
        this.#pausedUntil = performance.now() + pause;
      }
    }
    this.#failures.inc({ command });
    return undefined;
  }

  close(): void {
    this.#client.disconnect();
  }
}
