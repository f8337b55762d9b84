import { AuroraError, type AnyPort, type CallContext, type Contract, type Placement } from '@aurora/kernel';
import { adoptionContract, type AdoptionPort } from '@aurora/platform/adoption';
import type { ServiceTokens } from '@aurora/platform/auth';
import { eventsContract, type EventsPort } from '@aurora/platform/events';
import type { HostedModule } from '@aurora/platform/module';
import { createPlacedPort, createRemotePort, withDefaults, type PortCalls } from '@aurora/platform/ports';
import { relocationContract, type RelocationPort } from '@aurora/platform/relocation';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import { sagasContract, type SagasPort } from '@aurora/platform/saga';
import type { ModuleName } from '@aurora/platform/settings';
import { storageContract, type StoragePort } from '@aurora/platform/storage';
import { workContract, type WorkPort } from '@aurora/platform/work';
import { entryOf } from '../catalogue.ts';
import type { Hosting } from './hosting.ts';
import { isModule } from './placement-policies.ts';
import type { Targets } from './targets.ts';

export interface PlacedPortsOptions {
  readonly hosting: Hosting;
  readonly tokens: ServiceTokens;
  readonly targets: Targets;
  readonly overrides: PolicyOverrides;
  readonly calls: PortCalls;
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
    if (!port) return undefined;
    const whole = withDefaults(await contract(), port);
    return isModule(caller) ? this.#options.calls.counted(whole, module, caller) : whole;
  }

  /** The events of `module`, as `caller` reads them. Rejects with `UNAVAILABLE` where it can be reached on no side. */
  async openEvents(module: ModuleName, caller: string): Promise<EventsPort> {
    return await this.#once(`events of ${module}`, module, eventsContract(module), this.#here.get(module)?.events.port as unknown as AnyPort | undefined, caller) as unknown as EventsPort;
  }

  /** The sagas of `module`, as `caller` sees them. Rejects with `UNAVAILABLE` where it can be reached on no side. */
  async openSagas(module: ModuleName, caller: string): Promise<SagasPort> {
    return await this.#once(`sagas of ${module}`, module, sagasContract(module), this.#here.get(module)?.sagas.port as unknown as AnyPort | undefined, caller) as unknown as SagasPort;
  }

  /** The background work of `module`, as `caller` sees it. Rejects with `UNAVAILABLE` where it can be reached on no side. */
  async openWork(module: ModuleName, caller: string): Promise<WorkPort> {
    return await this.#once(`background work of ${module}`, module, workContract(module), this.#here.get(module)?.work as unknown as AnyPort | undefined, caller) as unknown as WorkPort;
  }

  /** Where the data of `module` is, and its way elsewhere. Rejects with `UNAVAILABLE` where the module can be reached on no side. */
  async openRelocation(module: ModuleName, caller: string): Promise<RelocationPort> {
    return await this.#once(`relocations of ${module}`, module, relocationContract(module), this.#here.get(module)?.relocation.port as unknown as AnyPort | undefined, caller) as unknown as RelocationPort;
  }

  /** Where the files of `module` are, and their way elsewhere. Rejects with `UNAVAILABLE` where the module can be reached on no side. */
  async openStorage(module: ModuleName, caller: string): Promise<StoragePort> {
    return await this.#once(`storage of ${module}`, module, storageContract(module), this.#here.get(module)?.storage as unknown as AnyPort | undefined, caller) as unknown as StoragePort;
  }

  /** How `module` takes over rows of another application. Rejects with `UNAVAILABLE` where it can be reached on no side. */
  async openAdoption(module: ModuleName, caller: string): Promise<AdoptionPort> {
    return await this.#once(`adoption of ${module}`, module, adoptionContract(module), this.#here.get(module)?.adoption as unknown as AnyPort | undefined, caller) as unknown as AdoptionPort;
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
