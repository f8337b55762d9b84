import type { Caching } from '@aurora/kernel';
import { Counter, type Registry } from 'prom-client';
import type { AnswerStore, Reading } from './answer-store.ts';
import { CacheCounts } from './cache-counts.ts';
import type { CacheKey } from './cache-key.ts';
import { Entry } from './entry.ts';

/** For how long copies count, as the contract says. */
export type Bounds = NonNullable<Caching['shared']>;

export interface AnswerCacheOptions {
  readonly store: AnswerStore;
  readonly registry: Registry;
  /** Milliseconds, never going back. */
  readonly now?: () => number;
}

/** A copy, and for how many whole seconds it may have been out of date: the `Age` header. */
export interface Kept {
  readonly result: 'hit' | 'miss' | 'collapsed' | 'stale';
  readonly entry: Entry;
  readonly age: number;
}

/** What production gave that cannot be kept, for the one who produced it. */
export interface NotKept<Other> {
  readonly result: 'miss';
  readonly entry?: undefined;
  readonly other: Other;
}

/** A production that is under way. */
interface Flight {
  readonly epoch: Reading['epoch'];
  readonly begun: number;
  /** Undefined if what comes cannot be shared. */
  readonly entry: Promise<Entry | undefined>;
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
const lifetimeOf = ({ maxAge, staleIfError = 0 }: Bounds): number => (maxAge + staleIfError) * 1000;

/**
 * A gateway's copies of answers. A copy counts for as long as the contract says and until its module tells of a change; an answer whose
 * production began before a change is never kept after it. Those who miss the same copy at the same time wait for one production.
 */
export class AnswerCache {
  readonly #store: AnswerStore;
  readonly #counts: CacheCounts;
  readonly #changes: Counter<'module'>;
  readonly #now: () => number;
  readonly #flights = new Map<string, Flight>();

  constructor({ store, registry, now = () => performance.now() }: AnswerCacheOptions) {
    this.#store = store;
    this.#counts = new CacheCounts(registry);
    this.#changes = new Counter({ name: 'aurora_cache_changes_total', help: 'Changes of a module, or times at which some may have been missed, that ended the copies of its answers.', labelNames: ['module'], registers: [registry] });
    this.#now = now;
  }

  /**
   * The copy, at once where the store is this process's memory; else what `produce` gives. That is kept and shared if it is an `Entry`;
   * anything else is for this caller alone, and whoever waited for it produces for himself, as after a failure. Rejects as `produce` does.
   */
  fetch<Other>(key: CacheKey, bounds: Bounds, produce: () => Promise<Entry | Other>): Kept | Promise<Kept | NotKept<Other>> {
    const reading = this.#store.read(key);
    if (reading instanceof Promise) return reading.then(read => this.#fresh(key, bounds, read) ?? this.#missed(key, bounds, read, produce));
    return this.#fresh(key, bounds, reading) ?? this.#missed(key, bounds, reading, produce);
  }

  /** The copy that may stand in for a module that does not answer: not older than both bounds together, and of no earlier epoch. */
  async stale(key: CacheKey, bounds: Bounds): Promise<Kept | undefined> {
    const { entry, age } = await this.#store.read(key);
    if (!entry || age >= lifetimeOf(bounds)) return undefined;
    this.#counts.count(key.operation, 'stale');
    return { result: 'stale', entry, age: seconds(age) };
  }

  /** Notes that a client has asked for an answer that is not a copy. */
  bypass(operation: string): void {
    this.#counts.count(operation, 'bypass');
  }

  /** Drops every copy of the module's answers, and those that are being made. Resolves once all who share the store know. */
  invalidate(module: string): void | Promise<void> {
    this.#changes.inc({ module });
    return this.#store.invalidate(module);
  }

  close(): void {
    this.#store.close();
  }

  #fresh({ operation }: CacheKey, { maxAge }: Bounds, { entry, age }: Reading): Kept | undefined {
    if (!entry || age >= maxAge * 1000) return undefined;
    this.#counts.count(operation, 'hit');
    return { result: 'hit', entry, age: seconds(age) };
  }

  async #missed<Other>(key: CacheKey, bounds: Bounds, { epoch }: Reading, produce: () => Promise<Entry | Other>): Promise<Kept | NotKept<Other>> {
    const flight = this.#flights.get(key.text);
    // Who comes after a change must not get what was read before it.
    if (flight?.epoch === epoch && this.#now() - flight.begun < bounds.maxAge * 1000) {
      const entry = await flight.entry;
      if (entry) {
        this.#counts.count(key.operation, 'collapsed');
        return { result: 'collapsed', entry, age: seconds(this.#now() - flight.begun) };
      }
    }
    this.#counts.count(key.operation, 'miss');
    return this.#produce(key, bounds, epoch, produce);
  }

  async #produce<Other>(key: CacheKey, bounds: Bounds, epoch: Reading['epoch'], produce: () => Promise<Entry | Other>): Promise<Kept | NotKept<Other>> {
    const begun = this.#now();
    const production = produce();
    const flight: Flight = { epoch, begun, entry: production.then(made => (made instanceof Entry ? made : undefined), () => undefined) };
    this.#flights.set(key.text, flight);
    try {
      const made = await production;
      if (!(made instanceof Entry)) return { result: 'miss', other: made };
      const age = this.#now() - begun;
      this.#store.write(key, epoch, made, age, lifetimeOf(bounds));
      return { result: 'miss', entry: made, age: seconds(age) };
    } finally {
      if (this.#flights.get(key.text) === flight) this.#flights.delete(key.text);
    }
  }
}
