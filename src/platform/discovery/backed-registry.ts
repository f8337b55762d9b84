import { join } from 'node:path';
import type { InstanceRecords } from '../auth/index.ts';
import type { Instance, InstanceSource } from '../upstream/instance.ts';
import type { Backend } from './backend.ts';
import { Lease } from './lease.ts';
import type { Registration, Registry, Report } from './registry.ts';
import { WatchedInstances } from './watched-instances.ts';

export interface BackedOptions {
  readonly backend: Backend;
  readonly records: InstanceRecords;
  /** Where what is known last is kept. */
  readonly folder: string;
  readonly report: Report;
}

/** A registry on a server: entries that must be renewed, and that prove what they say. */
export class BackedRegistry implements Registry {
  readonly #options: BackedOptions;
  readonly #watched = new Map<string, WatchedInstances>();
  readonly #leases = new Set<Lease>();

  constructor(options: BackedOptions) {
    this.#options = options;
  }

  instances(module: string): InstanceSource {
    const { backend, folder, records, report } = this.#options;
    let watched = this.#watched.get(module);
    if (!watched) this.#watched.set(module, watched = new WatchedInstances({ module, backend, records, report, file: join(folder, `${module}.json`) }));
    return watched;
  }

  async register(module: string, { id, url }: Instance): Promise<Registration> {
    const { backend, records, report } = this.#options;
    const instance = { id, url: url.replace(/\/$/, '') };
    const lease = await Lease.begin({ module, hold: backend.hold(module, instance), record: () => records.record(module, instance), report });
    this.#leases.add(lease);
    return lease;
  }

  async close(): Promise<void> {
    for (const lease of this.#leases) lease.end();
    for (const watched of this.#watched.values()) watched.close();
    await this.#options.backend.close();
  }
}
