import { hash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Counter, type Registry } from 'prom-client';
import type { RedisConnection } from '../redis/connection.ts';
import type { AnswerStore, Reading } from './answer-store.ts';
import type { CacheKey } from './cache-key.ts';
import { Entry } from './entry.ts';
import { redisScripts, type RedisScripts } from './redis-scripts.ts';

// In braces what decides on the slot of a cluster: a module's keys are all in one.
const epochKey = (module: string): string => `aurora:answer:{${module}}:epoch`;
/** A digest: parameters and principals are nobody's business who looks into Redis. */
const answerKey = ({ module, text }: CacheKey): string => `aurora:answer:{${module}}:${hash('sha256', text, 'base64url')}`;

const away = 'away:';
/** Milliseconds after which Redis is told again of a change that it was not told of. */
const again = 1_000;

function readingOf([epoch, headers, body, lifetime, rest]: readonly (Buffer | number)[]): Reading {
  if (!headers) return { epoch: String(epoch), age: 0 };
  return { epoch: String(epoch), entry: new Entry(JSON.parse(String(headers)) as string[], body as Buffer), age: Number(lifetime) - Number(rest) };
}

/**
 * Copies in a Redis that gateways share. An epoch is a random name, so that a Redis that comes back empty has none that was before.
 * While Redis is away every read is a miss, and changes are noted: no copy of such a module counts until Redis has been told.
 */
export class RedisStore implements AnswerStore {
  readonly #redis: RedisConnection;
  readonly #client: Redis & RedisScripts;
  readonly #failures: Counter<'command'>;
  /** Modules of whose change Redis has not been told. */
  readonly #untold = new Set<string>();
  /** Changes by module, to tell apart what is made while Redis is away. */
  readonly #changes = new Map<string, number>();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(redis: RedisConnection, registry: Registry) {
    this.#redis = redis;
    for (const [name, script] of Object.entries(redisScripts)) redis.client.defineCommand(name, script);
    this.#client = redis.client as Redis & RedisScripts;
    this.#failures = new Counter({ name: 'aurora_cache_redis_failures_total', help: 'Commands of the cache that Redis did not carry out, because it was away or silent.', labelNames: ['command'], registers: [registry] });
  }

  async read(key: CacheKey): Promise<Reading> {
    const { module } = key;
    if (this.#untold.has(module)) await this.#tell(module);
    const reading = this.#untold.has(module) ? undefined : await this.#try('read', async () => readingOf(await this.#client.readAnswerBuffer(epochKey(module), answerKey(key), randomUUID())));
    return reading ?? { epoch: `${away}${this.#changes.get(module) ?? 0}`, age: 0 };
  }

  write(key: CacheKey, epoch: string, { headers, body }: Entry, age: number, lifetime: number): void {
    const rest = Math.floor(lifetime - age);
    if (epoch.startsWith(away) || rest <= 0) return;
    void this.#try('write', () => this.#client.writeAnswer(epochKey(key.module), answerKey(key), epoch, JSON.stringify(headers), body, lifetime, rest));
  }

  async invalidate(module: string): Promise<void> {
    this.#changes.set(module, (this.#changes.get(module) ?? 0) + 1);
    await this.#tell(module);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#redis.close();
  }

  /** What Redis answers to a command; undefined where it does not. Never rejects. */
  async #try<Result>(command: string, run: () => Promise<Result>): Promise<Result | undefined> {
    if (this.#redis.up) {
      try {
        return await this.#redis.ask(run);
      } catch {
        // Counted below, and told by the connection.
      }
    }
    this.#failures.inc({ command });
    return undefined;
  }

  async #tell(module: string): Promise<void> {
    if (await this.#try('invalidate', () => this.#client.set(epochKey(module), randomUUID()))) {
      this.#untold.delete(module);
      return;
    }
    this.#untold.add(module);
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => { for (const one of this.#untold) void this.#tell(one); }, again).unref();
  }
}
