import type { AnyPort, CallContext, Placement } from '@aurora/kernel';
import type { ServiceTokens } from '@aurora/platform/auth';
import { createPlacedPort, createRemotePort, withDefaults } from '@aurora/platform/ports';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import type { ModuleName } from '@aurora/platform/settings';
import { entryOf } from '../catalogue.ts';
import type { Hosting } from './hosting.ts';
import type { Targets } from './targets.ts';

export interface PlacedPortsOptions {
  readonly hosting: Hosting;
  readonly tokens: ServiceTokens;
  readonly targets: Targets;
  readonly overrides: PolicyOverrides;
  /** Where a module is for calls that belong to no request. */
  readonly decide: (module: string) => Placement;
}

/** Ports to modules wherever they are: in this process, in the monolith, in services of their own. */
export class PlacedPorts {
  readonly #options: PlacedPortsOptions;
  readonly #here = new Map<ModuleName, AnyPort>();

  constructor(options: PlacedPortsOptions) {
    this.#options = options;
  }

  /** The module runs in this process. */
  add(module: ModuleName, port: AnyPort): void {
    this.#here.set(module, port);
  }

  /** The port of `module`, as `caller` holds it; undefined where it can be reached on no side. */
  async open(module: ModuleName, caller: string): Promise<AnyPort | undefined> {
    const monolith = this.#here.get(module) ?? await this.#remote(module, 'monolith', caller);
    const service = await this.#remote(module, 'service', caller);
    if (!monolith && !service) return undefined;
    const contract = await entryOf(module).contract();
    return withDefaults(contract, createPlacedPort(contract, { ...(monolith ? { monolith } : {}), ...(service ? { service } : {}) }, this.#options.decide));
  }

  async #remote(module: ModuleName, side: Placement, caller: string): Promise<AnyPort | undefined> {
    const { hosting, overrides, targets, tokens } = this.#options;
    // The application before Aurora answers clients, not modules.
    if (side === 'monolith' && hosting.monolith?.kind === 'legacy') return undefined;
    const target = await targets.of(module, side);
    if (!target) return undefined;
    const token = ({ principal }: CallContext): string | Promise<string> => tokens.issue({ principal, audience: module, caller });
    return createRemotePort(await entryOf(module).contract(), { target, token, override: operation => overrides.of(`${module}.${operation}`) }) as AnyPort;
  }
}
