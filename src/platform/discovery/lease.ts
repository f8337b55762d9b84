import { setTimeout as wait } from 'node:timers/promises';
import { Absence } from './absence.ts';
import { patience, timeToLive, type Hold } from './backend.ts';
import type { Registration, Report } from './registry.ts';

export interface LeaseOptions {
  readonly module: string;
  readonly hold: Hold;
  /** The record as it is to be put there now. */
  readonly record: () => Promise<string>;
  readonly report: Report;
}

/** Waits for `work`, but not for a registry that answers slower than it may. */
const atMost = (work: Promise<void>): Promise<void> => Promise.race([work, wait(patience, undefined, { ref: false })]);

/** Keeps one entry in the registry until it is told to take it out. */
export class Lease implements Registration {
  readonly #options: LeaseOptions;
  readonly #absence: Absence;
  readonly #ending = new AbortController();
  #renewing: Promise<void> = Promise.resolve();
  #deregistered: Promise<void> | undefined;

  private constructor(options: LeaseOptions) {
    this.#options = options;
    this.#absence = new Absence(options.module, 'this instance is made known when it does', options.report);
  }

  /** Resolves once the entry has been put there, or that has failed once. */
  static async begin(options: LeaseOptions): Promise<Lease> {
    const lease = new Lease(options);
    const known = await lease.#renew();
    void lease.#keep(known);
    return lease;
  }

  /** Lets the entry expire. */
  end(): void {
    this.#ending.abort();
  }

  deregister(): Promise<void> {
    return this.#deregistered ??= this.#deregister();
  }

  async #deregister(): Promise<void> {
    this.end();
    // What is under way must not put the entry back.
    await atMost(this.#renewing);
    await atMost(this.#options.hold.release().catch(() => undefined));
  }

  async #keep(known: boolean): Promise<void> {
    for (let good = known; !this.#ending.signal.aborted; good = await this.#renew()) {
      const pause = good ? timeToLive / 3 : timeToLive / 6 * (0.5 + Math.random());
      await wait(pause, undefined, { ref: false, signal: this.#ending.signal }).catch(() => undefined);
      if (this.#ending.signal.aborted) return;
    }
  }

  async #renew(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#renewing = promise;
    try {
      await this.#options.hold.renew(await this.#options.record());
      this.#absence.answered();
      return true;
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#absence.failed(error);
      return false;
    } finally {
      resolve();
    }
  }
}
