import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError } from '@aurora/kernel';
import { isMissingTable } from './database-errors.ts';
import { Pace } from './pace.ts';
import type { Dialect, Statement } from './prepared.ts';
import { Site, type DatabaseLocation, type Marker, type Rows, type SiteOptions } from './site.ts';
import type { Access, Workplace } from './transactions.ts';

/** Milliseconds for which work waits while the data is on its last way: less than any operation has, so that the answer is one of ours. */
const patience = 4_500;

/** Milliseconds between two looks meanwhile. */
const interval = 8;

/** Places that are gone through at most, each naming the next. */
const mostHops = 20;

/** How often work is done again whose tables were missing and are not said to have moved: they may have been put back. */
const mostReturns = 3;

const elsewhere = (marker: Marker | undefined): string | undefined => (marker?.stage === 'moved' || marker?.stage === 'incoming' ? marker.other : undefined);

/** Finds the location that a reference stands for. Rejects with an `AuroraError` where this host knows none. */
export type Locate = (reference: string) => Promise<DatabaseLocation>;

export interface ResidenceOptions extends SiteOptions {
  readonly locate: Locate;
}

/**
 * Where a module's data is at the moment. Work is done there; where its tables turn out to have been moved away, it is done
 * again where they have gone, once they have arrived: so work must have no effect outside of its transaction.
 */
export class Residence implements Access {
  /** How long work takes. */
  readonly pace = new Pace();
  readonly #options: ResidenceOptions;
  readonly #listeners = new Set<() => void>();
  #site: Site;
  #prepared: Promise<Site> | undefined;
  #following: Promise<void> | undefined;
  #closed = false;

  private constructor(options: ResidenceOptions, site: Site) {
    this.#options = options;
    this.#site = site;
  }

  /** Opens the place that `options` name, or that to which the data has gone from there. */
  static async open(options: ResidenceOptions): Promise<Residence> {
    const first = await Site.open(options);
    const residence = new Residence(options, first);
    try {
      await residence.look();
      return residence;
    } catch (error) {
      await residence.close();
      throw error;
    }
  }

  get site(): Site {
    return this.#site;
  }

  /** Reads what `statement` makes for the dialect; on SQLite at once. */
  read(statement: (dialect: Dialect) => Statement): Rows | Promise<Rows> {
    const site = this.#site;
    try {
      const rows = site.read(statement(site.dialect));
      return rows instanceof Promise ? rows.catch((error: unknown) => this.#readAgain(site, error, statement)) : rows;
    } catch (error) {
      if (isMissingTable(error)) return this.#readAgain(site, error, statement);
      throw error;
    }
  }

  async use<Result>(work: (place: Workplace) => Promise<Result>): Promise<Result> {
    for (const waiting = new Waiting(); ;) {
      const site = this.#site;
      const began = performance.now();
      site.enter();
      try {
        const result = await work(site);
        this.pace.note(performance.now() - began);
        return result;
      } catch (error) {
        if (!isMissingTable(error) || !await this.#gone(site, waiting)) throw error;
      } finally {
        site.leave();
      }
    }
  }

  /** Looks where the data is, and follows it; answers what stands at the place where it is. */
  async look(): Promise<Marker | undefined> {
    for (let hops = 0; ; hops += 1) {
      const site = this.#site;
      const marker = await site.marker();
      const other = elsewhere(marker);
      if (other === undefined) return marker;
      if (hops === mostHops) throw new Error('the places where the data is said to be name each other');
      await this.#follow(site, other);
    }
  }

  /** Opens a place to which the data may go soon. */
  async prepare(reference: string): Promise<void> {
    this.#prepared ??= this.#open(reference);
    const site = await this.#prepared.catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    if (site.reference === reference) return;
    this.#prepared = undefined;
    await site.close();
  }

  /** Calls `moved` each time the data is at another place. */
  onMoved(moved: () => void): () => void {
    this.#listeners.add(moved);
    return () => { this.#listeners.delete(moved); };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#following?.catch(() => undefined);
    await Promise.all([this.#site.close(), this.#prepared?.then(site => site.close()).catch(() => undefined)]);
  }

  async #open(reference: string): Promise<Site> {
    const { entities, locate, module } = this.#options;
    return Site.open({ module, entities, reference, location: await locate(reference) });
  }

  async #readAgain(site: Site, error: unknown, statement: (dialect: Dialect) => Statement): Promise<Rows> {
    let failure = error, left = site;
    for (const waiting = new Waiting(); ;) {
      if (!isMissingTable(failure) || !await this.#gone(left, waiting)) throw failure;
      left = this.#site;
      try {
        return await left.read(statement(left.dialect));
      } catch (next) {
        failure = next;
      }
    }
  }

  /** Whether work that has missed tables at `site` is to be done again: when they have arrived elsewhere, or are back. */
  async #gone(site: Site, waiting: Waiting): Promise<boolean> {
    for (;;) {
      if (this.#site !== site) return true;
      const marker = await site.marker();
      const other = elsewhere(marker);
      if (other !== undefined) {
        await this.#follow(site, other);
        return true;
      }
      if (marker?.stage !== 'fenced') return waiting.returned();
      if (waiting.over) throw new AuroraError('UNAVAILABLE', 'The data of the module is being moved.', { retryAfter: 1 });
      await wait(interval);
    }
  }

  #follow(from: Site, reference: string): Promise<void> {
    if (this.#site !== from) return Promise.resolve();
    return this.#following ??= this.#move(from, reference).finally(() => { this.#following = undefined; });
  }

  async #move(from: Site, reference: string): Promise<void> {
    await this.prepare(reference).catch(() => undefined);
    const site = await (this.#prepared ?? this.#open(reference));
    this.#prepared = undefined;
    if (this.#closed) {
      await site.close();
      throw new AuroraError('UNAVAILABLE');
    }
    this.#site = site;
    for (const moved of this.#listeners) moved();
    void from.retire();
  }
}

/** How long work has been waiting for its tables. */
class Waiting {
  readonly #until = performance.now() + patience;
  #returns = 0;

  get over(): boolean {
    return performance.now() > this.#until;
  }

  /** Counts that it is done again without a reason. */
  returned(): boolean {
    this.#returns += 1;
    return this.#returns <= mostReturns;
  }
}
