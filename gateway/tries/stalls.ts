/** Milliseconds between two beats; a beat that is later than this by as much again tells of a stall; for which stalls are remembered. */
const beat = 50, memory = 60_000;

/** Beats whose lateness is remembered. */
const beats = 200;

interface Stall {
  readonly from: number;
  readonly to: number;
}

/** Knows when this process has stood still: what it has measured meanwhile says nothing of others. */
export class Stalls {
  readonly #stalls: Stall[] = [];
  readonly #late: number[] = [];
  #last = performance.now();

  constructor() {
    setInterval(() => this.#beat(), beat).unref();
  }

  /** Milliseconds for which it has stood still since a time (as `performance.now()` gives it). */
  since(time: number): number {
    const now = performance.now();
    // The beat that tells of a stall comes after what has waited for its end too.
    const open = now - this.#last > 2 * beat ? now - Math.max(this.#last, time) : 0;
    return this.#stalls.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, time)), open);
  }

  /** Milliseconds by which nine tenths of what was due in the last ten seconds was late at most: what waits for an answer here waits as long besides. */
  get lateness(): number {
    return this.#late.toSorted((a, b) => a - b)[Math.floor(this.#late.length * 0.9)] ?? 0;
  }

  #beat(): void {
    const now = performance.now();
    this.#late.push(Math.max(0, now - this.#last - beat));
    if (this.#late.length > beats) this.#late.shift();
    if (now - this.#last > 2 * beat) this.#stalls.push({ from: this.#last, to: now });
    while (this.#stalls.length > 0 && this.#stalls[0]!.to < now - memory) this.#stalls.shift();
    this.#last = now;
  }
}
