import { LRUCache } from 'lru-cache';
import type { Count } from './counter.ts';

/** Addresses that are remembered at once. */
const most = 10_000;

/** Addresses that have presented as many refused credentials as they may, until their window ends. Asking takes no store and no turn of the event loop. */
export class ExhaustedAddresses {
  readonly #ends = new LRUCache<string, number>({ max: most });

  add(key: string, { msBeforeNext }: Count): void {
    this.#ends.set(key, performance.now() + msBeforeNext);
  }

  /** Milliseconds for which it is still refused; 0 if it is not. */
  remaining(key: string): number {
    const left = (this.#ends.get(key) ?? 0) - performance.now();
    if (left > 0) return left;
    this.#ends.delete(key);
    return 0;
  }

  get any(): boolean {
    return this.#ends.size > 0;
  }
}
