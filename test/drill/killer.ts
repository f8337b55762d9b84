import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../running/random.ts';
import type { Measures } from './measures.ts';
import type { Site } from './site.ts';

/** A process that was killed. Times are milliseconds since the drill began. */
export interface Kill {
  readonly name: string;
  readonly at: number;
  /** When it served again; infinite before that. */
  readonly back: number;
}

export interface KillerOptions {
  readonly site: Site;
  readonly measures: Measures;
  readonly random: Random;
  /** Milliseconds until the first kill, at most; from kill to kill half as many more, so that what is moved comes to an end on a slow machine too. */
  readonly pause: number;
}

/** Kills whatever runs, at moments that a seed decides, and starts it again as an operator would. */
export class Killer {
  readonly kills: Kill[] = [];
  readonly #options: KillerOptions;
  readonly #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #abandoned = false;

  constructor(options: KillerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
    this.#running.catch(() => undefined);
  }

  /** Ends the killing; rejects if something could not be started again. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  /** Starts nothing any more, not even what it has killed. */
  abandon(): void {
    this.#abandoned = true;
    this.#ending.abort();
  }

  async #run(): Promise<void> {
    const { measures, random, site } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const pause = this.#options.pause * 1.5 ** this.kills.length;
      await wait(pause / 4 + random.below(pause * 0.75), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const victim = random.pick(site.victims());
      const place = this.kills.push({ name: victim.name, at: measures.now(), back: Infinity }) - 1;
      await victim.kill();
      // Who looks after it needs a moment.
      await wait(random.below(500));
      if (this.#abandoned) return;
      await victim.restart();
      this.kills[place] = { ...this.kills[place]!, back: measures.now() };
    }
  }
}
