import type { Placement } from '@aurora/kernel';
import type { Registry } from '@aurora/platform/discovery';
import type { ModuleName } from '@aurora/platform/settings';
import type { InstanceSource, MemberStatus, Target } from '@aurora/platform/upstream';
import type { Hosting } from './hosting.ts';

export interface TargetsOptions {
  readonly hosting: Hosting;
  /** Where services are looked up; asked for when the first is. */
  readonly registry: () => Promise<Registry>;
  /** Told of each request that was made anew, and why. */
  readonly repeated: (target: string, why: string) => void;
  /** Told when an instance is in another state, or is new. */
  readonly changed: (target: string, status: MemberStatus) => void;
}

/** Where other hosts run modules, by module and side; opened when they are first needed. */
export class Targets {
  readonly #options: TargetsOptions;
  readonly #open = new Map<string, Promise<Target>>();

  constructor(options: TargetsOptions) {
    this.#options = options;
  }

  /**
   * The target of a module on one side, or undefined where nothing says that it may be there. The client's code is loaded with the first.
   * `aside`, with connections of its own for what goes on beside the clients' requests.
   */
  async of(module: ModuleName, side: Placement, aside = false): Promise<Target | undefined> {
    const mark = aside ? ' (shadow)' : '';
    const { hosted, discovers, monolith, services } = this.#options.hosting;
    if (side === 'service') return services[module] !== undefined || discovers ? this.#target(`${module}@service${mark}`, () => this.#services(module)) : undefined;
    if (!monolith || hosted.some(entry => entry.name === module)) return undefined;
    // The application before Aurora is one target, whatever is asked of it.
    return this.#target(monolith.kind === 'legacy' ? `legacy${mark}` : `${module}@monolith${mark}`, async () => (await import('@aurora/platform/upstream')).fixedInstances([monolith.url]));
  }

  /** Those where somebody is, or ought to be. */
  async known(): Promise<readonly Target[]> {
    const all = await this.#all();
    return this.#options.hosting.mayDiscover ? all.filter(({ instances }) => instances.length > 0) : all;
  }

  /** Those that have been opened. */
  #all(): Promise<readonly Target[]> {
    return Promise.all(this.#open.values());
  }

  async close(): Promise<void> {
    for (const target of await this.#all()) await target.close();
  }

  async #services(module: ModuleName): Promise<InstanceSource> {
    const fixed = this.#options.hosting.services[module];
    if (fixed) return (await import('@aurora/platform/upstream')).fixedInstances(fixed);
    return (await this.#options.registry()).instances(module);
  }

  #target(name: string, source: () => Promise<InstanceSource>): Promise<Target> {
    let target = this.#open.get(name);
    if (!target) this.#open.set(name, target = this.#opened(name, source));
    return target;
  }

  async #opened(name: string, source: () => Promise<InstanceSource>): Promise<Target> {
    const { changed, repeated } = this.#options;
    const { loadClient, openTarget } = await import('@aurora/platform/upstream');
    // Where somebody is expected, the first request finds who is known.
    if (!this.#options.hosting.mayDiscover) await loadClient();
    return openTarget({ name, source: await source(), repeated: why => repeated(name, why), changed: status => changed(name, status) });
  }
}
