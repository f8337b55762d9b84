import { LRUCache } from 'lru-cache';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import type { Count, Counter } from './counter.ts';
import type { Limit } from './limit.ts';

/** Callers that are counted at once; beyond that the one that has been quiet for longest is forgotten, so that a flood of addresses can't fill the memory. */
const most = 100_000;

/** Counts in this process alone. */
export class MemoryCounter implements Counter {
  readonly #limiter: RateLimiterMemory;
  readonly #keys: LRUCache<string, true>;

  constructor({ requests, window }: Limit) {
    this.#limiter = new RateLimiterMemory({ keyPrefix: '', points: requests, duration: window });
    this.#keys = new LRUCache({ max: most, dispose: (_value, key, reason) => { if (reason === 'evict') void this.#limiter.delete(key); } });
  }

  count(key: string): Promise<Count> {
    this.#keys.set(key, true);
    // It counts as `consume` does, and leaves the judgement to us.
    return this.#limiter.penalty(key);
  }
}
