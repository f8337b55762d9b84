import type { Instance } from '../upstream/instance.ts';
import { timeToLive } from './backend.ts';

const byId = (a: Instance, b: Instance): number => (a.id < b.id ? -1 : 1);

/**
 * The instances as they are believed to be. An entry that goes is believed gone, with one exception: where all go at once, or while the
 * registry was away, it may be the registry that has forgotten them, and they stay for as long as their own hosts need to say that they live.
 */
export class KnownInstances {
  #instances: ReadonlyMap<string, Instance>;
  /** Those that the registry lists no more, with when they go; milliseconds since the epoch. */
  readonly #doubtful = new Map<string, number>();

  constructor(instances: readonly Instance[]) {
    this.#instances = new Map(instances.map(instance => [instance.id, instance]));
  }

  get all(): readonly Instance[] {
    return [...this.#instances.values()].sort(byId);
  }

  /** Takes over what the registry lists now. `wasAway`: it is the first list since it was away, or at all. True if that is another. */
  list(listed: readonly Instance[], wasAway: boolean, now: number): boolean {
    const next = new Map(listed.map(instance => [instance.id, instance]));
    const missing = [...this.#instances.values()].filter(({ id }) => !next.has(id));
    const doubt = wasAway || listed.length === 0;
    for (const { id } of listed) this.#doubtful.delete(id);
    for (const instance of missing) {
      const until = this.#doubtful.get(instance.id) ?? (doubt ? now + timeToLive : 0);
      if (now >= until) this.#doubtful.delete(instance.id);
      else {
        this.#doubtful.set(instance.id, until);
        next.set(instance.id, instance);
      }
    }
    return this.#take(next);
  }

  /** Lets go of what has been in doubt for long enough. True if there was any. */
  settle(now: number): boolean {
    const gone = new Set([...this.#doubtful].filter(([, until]) => now >= until).map(([id]) => id));
    for (const id of gone) this.#doubtful.delete(id);
    return this.#take(new Map([...this.#instances].filter(([id]) => !gone.has(id))));
  }

  /** When the next one goes that is in doubt; undefined if none is. */
  get nextGoes(): number | undefined {
    return this.#doubtful.size === 0 ? undefined : Math.min(...this.#doubtful.values());
  }

  #take(next: ReadonlyMap<string, Instance>): boolean {
    const before = JSON.stringify(this.all);
    this.#instances = next;
    return JSON.stringify(this.all) !== before;
  }
}
