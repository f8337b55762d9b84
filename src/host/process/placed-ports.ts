import { AuroraError, type AnyPort, type CallContext, type Contract, type Placement } from '@aurora/kernel';
import type { ServiceTokens } from '@aurora/platform/auth';
import { eventsContract, type EventsPort } from '@aurora/platform/events';
import type { HostedModule } from '@aurora/platform/module';
import { createPlacedPort, createRemotePort, withDefaults } from '@aurora/platform/ports';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import { sagasContract, type SagasPort } from '@aurora/platform/saga';
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
  readonly #here = new Map<ModuleName, HostedModule>();
  readonly #kept = new Map<string, Promise<AnyPort | undefined>>();

  constructor(options: PlacedPortsOptions) {
    this.#options = options;
  }

  /** The module runs in this process. */
  add(module: ModuleName, hosted: HostedModule): void {
    this.#here.set(module, hosted);
  }

  /** Whether `module` may be found anywhere, once all that run in this process have been added. */
  async reaches(module: ModuleName): Promise<boolean> {
    const { hosting, targets } = this.#options;
    return hosting.hosted.some(({ name }) => name === module) || await targets.of(module, 'service') !== undefined || (hosting.monolith?.kind === 'aurora' && await targets.of(module, 'monolith') !== undefined);
  }

  /** The port of `module`, as `caller` holds it; undefined where it can be reached on no side. */
  async open(module: ModuleName, caller: string): Promise<AnyPort | undefined> {
    const { contract } = entryOf(module);
    const port = await this.#placed(module, contract, this.#here.get(module)?.port as AnyPort | undefined, caller);
    return port && withDefaults(await contract(), port);
  }

  /** The events of `module`, as `caller` reads them. Rejects with `UNAVAILABLE` where it can be reached on no side. */
  async openEvents(module: ModuleName, caller: string): Promise<EventsPort> {
    return await this.#once(`events of ${module}`, module, eventsContract(module), this.#here.get(module)?.events.port as unknown as AnyPort | undefined, caller) as unknown as EventsPort;
  }

  /** The sagas of `module`, as `caller` sees them. Rejects with `UNAVAILABLE` where it can be reached on no side. */
  async openSagas(module: ModuleName, caller: string): Promise<SagasPort> {
    return await this.#once(`sagas of ${module}`, module, sagasContract(module), this.#here.get(module)?.sagas.port as unknown as AnyPort | undefined, caller) as unknown as SagasPort;
  }

  /** A port beside that of the contract, opened once for each caller. */
  async #once(what: string, module: ModuleName, contract: Contract, here: AnyPort | undefined, caller: string): Promise<AnyPort> {
    const key = `${what} ${caller}`;
    let opening = this.#kept.get(key);
    if (!opening) this.#kept.set(key, opening = this.#placed(module, async () => contract, here, caller));
    const port = await opening;
    if (!port) throw new AuroraError('UNAVAILABLE', `Nothing says where the ${what} are.`);
    return port;
  }

  /** `contract` is loaded where there is a port to it. */
  async #placed(module: ModuleName, contract: () => Promise<Contract>, here: AnyPort | undefined, caller: string): Promise<AnyPort | undefined> {
    const monolith = here ?? await this.#remote(module, contract, 'monolith', caller);
    const service = await this.#remote(module, contract, 'service', caller);
    if (!monolith && !service) return undefined;
    return createPlacedPort(await contract(), { ...(monolith ? { monolith } : {}), ...(service ? { service } : {}) }, this.#options.decide);
  }

  async #remote(module: ModuleName, contract: () => Promise<Contract>, side: Placement, caller: string): Promise<AnyPort | undefined> {
    const { hosting, overrides, targets, tokens } = this.#options;
    // The application before Aurora answers clients, not modules.
    if (side === 'monolith' && hosting.monolith?.kind === 'legacy') return undefined;
    const target = await targets.of(module, side);
    if (!target) return undefined;
    const token = ({ principal }: CallContext): string | Promise<string> => tokens.issue({ principal, audience: module, caller });
    return createRemotePort(await contract(), { target, token, override: operation => overrides.of(`${module}.${operation}`) }) as AnyPort;
  }
}
