import { setTimeout as wait } from 'node:timers/promises';
import type { Pace } from './pace.ts';

/** Milliseconds of the shortest and the longest rest between two pieces of work. */
const shortest = 5, longest = 1_000;

/** How many times as long as a piece took it may rest at most: so the work comes to its end, whoever else makes the machine slow. */
const share = 3;

/** Transactions without which it is not known how long they take. */
const enough = 20;

/**
 * Lets work that goes on for long rest between its pieces while the module's transactions in this process take more than twice as long as
 * they did before it began here, and five milliseconds more: each time twice as long, up to a second and three times what the piece took;
 * half as long when they do not.
 */
export class Throttle {
  readonly #pace: Pace;
  readonly #before: number | undefined;
  #rest = 0;
  #rested = performance.now();

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#before = pace.count < enough ? undefined : pace.mean;
  }

  /** Call it after each piece. Resolves at once when `signal` is aborted. */
  async rest(signal: AbortSignal): Promise<void> {
    const { mean } = this.#pace;
    const slow = this.#before !== undefined && mean !== undefined && mean > 2 * this.#before && mean > this.#before + 5;
    this.#rest = slow ? Math.min(longest, share * (performance.now() - this.#rested), Math.max(shortest, this.#rest * 2)) : Math.floor(this.#rest / 2);
    if (this.#rest > 0) await wait(this.#rest, undefined, { signal }).catch(() => undefined);
    this.#rested = performance.now();
  }
}
