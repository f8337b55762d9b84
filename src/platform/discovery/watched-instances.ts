import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceRecords } from '../auth/index.ts';
import type { Instance, InstanceSource } from '../upstream/instance.ts';
import { Absence } from './absence.ts';
import type { Backend, Entry } from './backend.ts';
import { keepInstances, readInstances } from './instance-file.ts';
import { KnownInstances } from './known-instances.ts';
import type { Report } from './registry.ts';

/** Milliseconds, give or take half, before a registry that is away is asked again. */
const pause = 500;

export interface WatchedOptions {
  readonly module: string;
  readonly backend: Backend;
  readonly records: InstanceRecords;
  /** Where those known last are kept for the next start. */
  readonly file: string;
  readonly report: Report;
}

/** The instances of a module that a registry lists and that can prove that they belong to it. Followed while somebody watches. */
export class WatchedInstances implements InstanceSource {
  readonly #options: WatchedOptions;
  readonly #known: KnownInstances;
  readonly #watchers = new Set<{ readonly changed: (instances: readonly Instance[]) => void }>();
  /** Entries that have been reported as refused. */
  #refused: ReadonlySet<string> = new Set();
  #following: AbortController | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(options: WatchedOptions) {
    this.#options = options;
    this.#known = new KnownInstances(readInstances(options.file));
  }

  watch(changed: (instances: readonly Instance[]) => void): () => void {
    const watcher = { changed };
    changed(this.#known.all);
    this.#watchers.add(watcher);
    if (!this.#following) {
      this.#following = new AbortController();
      void this.#follow(this.#following.signal);
    }
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.close();
    };
  }

  /** Ends following. */
  close(): void {
    this.#following?.abort();
    this.#following = undefined;
    clearTimeout(this.#settling);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { backend, module, report } = this.#options;
    const absence = new Absence(module, 'the instances known last go on', report);
    for (let wasAway = true; !signal.aborted;) {
      try {
        await backend.follow(module, async entries => {
          const listed = await this.#verify(entries);
          if (signal.aborted) return;
          absence.answered();
          this.#changed(this.#known.list(listed, wasAway, Date.now()));
          wasAway = false;
        }, signal);
      } catch (error) {
        if (signal.aborted) return;
        wasAway = true;
        absence.failed(error);
        await wait(pause * (0.5 + Math.random()), undefined, { ref: false, signal }).catch(() => undefined);
      }
    }
  }

  /** Leaves out the entries that do not prove what they say. */
  async #verify(entries: readonly Entry[]): Promise<Instance[]> {
    const { module, records, report } = this.#options;
    const refused = new Set<string>();
    const verified = await Promise.all(entries.map(async ({ id, record }) => {
      try {
        const instance = await records.verify(module, record);
        if (instance.id === id) return instance;
        throw new Error('The record is that of another instance.');
      } catch (error) {
        refused.add(id);
        if (!this.#refused.has(id)) report({ action: 'registry.refused', message: 'the registry has an entry that does not prove what it says; it is ignored', module, entry: id.slice(0, 200), error });
        return undefined;
      }
    }));
    this.#refused = refused;
    return verified.filter(instance => instance !== undefined);
  }

  #changed(changed: boolean): void {
    if (changed) {
      const instances = this.#known.all;
      this.#keep(instances);
      for (const watcher of this.#watchers) watcher.changed(instances);
    }
    clearTimeout(this.#settling);
    const next = this.#known.nextGoes;
    if (next !== undefined) this.#settling = setTimeout(() => this.#changed(this.#known.settle(Date.now())), next - Date.now()).unref();
  }

  #keep(instances: readonly Instance[]): void {
    const { file, module, report } = this.#options;
    try {
      keepInstances(file, instances);
    } catch (error) {
      report({ action: 'registry.unkept', message: 'the instances could not be kept for the next start', module, error });
    }
  }
}
