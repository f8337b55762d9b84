import { Registry } from 'prom-client';
import { until } from '@aurora/test/running';
import type { AnswerCache, CacheKey } from '../../cache/index.ts';
import { openRedisStore } from '../../cache/open-redis-store.ts';
import { bounds, entry, over } from './workbench.ts';

/** One of several gateways over the same Redis. */
export interface Gateway {
  readonly cache: AnswerCache;
  readonly counts: () => Promise<Record<string, number>>;
  /** Commands that Redis did not carry out. */
  readonly failures: () => Promise<number>;
}

/** Gateways over the Redis at `url`. Dispose of them with `using`. */
export class Gateways implements Disposable {
  readonly #caches: AnswerCache[] = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async open(): Promise<Gateway> {
    const registry = new Registry();
    const { cache, counts } = over(openRedisStore(this.#url, registry, { warn: () => undefined } as never), undefined, registry);
    this.#caches.push(cache);
    const failures = async (): Promise<number> => ((await registry.getSingleMetric('aurora_cache_redis_failures_total')!.get()).values.reduce((sum, { value }) => sum + value, 0));
    return { cache, counts, failures };
  }

  [Symbol.dispose](): void {
    for (const cache of this.#caches) cache.close();
  }
}

/** Fetches `key` again and again until it is a hit: Redis can be reached, and the copy has come there. */
export const untilHit = (cache: AnswerCache, key: CacheKey, text: string) =>
  until(async () => (await cache.fetch(key, bounds, async () => entry(text))).result === 'hit');
