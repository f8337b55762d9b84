/** Share of the requests that may be repeated, how many may be whatever the share, and over how many seconds they are counted. */
const share = 0.2, least = 3, window = 10;

/**
 * Keeps repeats from becoming a storm: over the last ten seconds, at most a fifth as many as there were requests, and at least three.
 * Counted by the second.
 */
export class RetryBudget {
  readonly #requests = Array.from({ length: window }, () => 0);
  readonly #repeats = Array.from({ length: window }, () => 0);
  #second: number;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#second = Math.floor(now() / 1000);
  }

  /** Counts a request. */
  request(): void {
    this.#requests[this.#slot()]! += 1;
  }

  /** Takes a repeat out of the budget; false if none is left. */
  take(): boolean {
    const slot = this.#slot();
    if (sum(this.#repeats) >= Math.max(least, share * sum(this.#requests))) return false;
    this.#repeats[slot]! += 1;
    return true;
  }

  /** The slot of this second; those of seconds that have passed without anything are emptied. */
  #slot(): number {
    const second = Math.floor(this.#now() / 1000);
    for (let passed = Math.min(second - this.#second, window); passed > 0; passed -= 1) {
      const slot = (second - passed + 1) % window;
      this.#requests[slot] = 0;
      this.#repeats[slot] = 0;
    }
    if (second > this.#second) this.#second = second;
    return this.#second % window;
  }
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
