/** Failed tries in a row for which an instance is left out, and for how long at first and at most, milliseconds. */
const enough = 5, first = 1_000, longest = 30_000;

/**
 * Leaves an instance out whose tries fail one after the other. It stays out for a time that doubles with each ejection, and then until a
 * health check has passed; once it has answered well for as long again, the count begins anew.
 */
export class Ejection {
  #failures = 0;
  #times = 0;
  #active = false;
  /** When a health check may end it, or has ended it; milliseconds since the epoch. */
  #until = 0;

  /** Failed tries in a row. */
  get failures(): number {
    return this.#failures;
  }

  get active(): boolean {
    return this.#active;
  }

  answered(): void {
    this.#failures = 0;
  }

  /** Counts a failed try; ejects if there have been enough, and if `mayEject` says so. */
  failed(now: number, mayEject: () => boolean): void {
    this.#failures += 1;
    if (this.#active || this.#failures < enough || !mayEject()) return;
    this.#times = now - this.#until > this.#length ? 1 : this.#times + 1;
    this.#active = true;
    this.#until = now + this.#length;
  }

  /** A health check has passed. */
  passed(now: number): void {
    if (!this.#active || now < this.#until) return;
    this.#active = false;
    this.#failures = 0;
    this.#until = now;
  }

  get #length(): number {
    return Math.min(longest, first * 2 ** (this.#times - 1));
  }
}
