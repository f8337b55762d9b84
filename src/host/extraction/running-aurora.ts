import type { HostStatus } from '@aurora/gateway/contract';
import { gatewayContract } from '@aurora/gateway/contract';
import type { OutputOf } from '@aurora/kernel';
import type { WorkSide, WorkStatus } from '@aurora/platform/work';
import type { Api } from '../cli/api.ts';
import type { Compared } from './verdict.ts';

const { clearShadow, eventsStatus, getHost, getPlacement, getShadow, getTries, getWork, putPlacement, putWork, targets } = gatewayContract.operations;
const beside = { prefix: '' };

type Tries = OutputOf<typeof getTries>['items'];
type EventsStatus = OutputOf<typeof eventsStatus>;

/** Instances of a module's service, as the gateway sees them. */
export type Instances = readonly { readonly url: string; readonly state: string }[];

/** A running Aurora, as far as the extraction of one module asks and tells it something. */
export class RunningAurora {
  readonly module: string;
  readonly #api: Api;

  constructor(api: Api, module: string) {
    this.module = module;
    this.#api = api;
  }

  get address(): string {
    return this.#api.base;
  }

  host(): Promise<HostStatus> {
    return this.#api.call(getHost, {}, beside);
  }

  /** Share of the callers on the service, in per cent. */
  async share(): Promise<number> {
    return (await this.#api.call(getPlacement, { module: this.module }, beside)).policy.service;
  }

  /** Sends a share of the callers to the service and compares a share of the reads, both in per cent. */
  async place(service: number, shadow: number, reason: string): Promise<void> {
    const { policy } = await this.#api.call(getPlacement, { module: this.module }, beside);
    await this.#api.call(putPlacement, { module: this.module, service, match: policy.match.filter(({ to }) => service > 0 || to === 'monolith'), shadow, reason }, beside);
  }

  /** What has been tried; of the callers, those since a time in milliseconds since the epoch. */
  async tries(since: number): Promise<Tries> {
    return (await this.#api.call(getTries, { module: this.module, since }, beside)).items;
  }

  async forgetCompared(): Promise<void> {
    await this.#api.call(clearShadow, { module: this.module }, beside);
  }

  /** What has been compared, of all operations together. */
  async compared(): Promise<Compared> {
    const { operations } = await this.#api.call(getShadow, { module: this.module }, beside);
    const sum = (result: string): number => Object.values(operations).reduce((total, counts) => total + (counts[result] ?? 0), 0);
    return { same: sum('same'), different: sum('different'), unsteady: sum('unsteady'), race: sum('race'), failed: sum('failed'), dropped: sum('dropped') };
  }

  /** The last read that was answered differently, for people. */
  async difference(): Promise<string | undefined> {
    const { requests } = await this.#api.call(getShadow, { module: this.module }, beside);
    const request = requests[0];
    if (!request) return undefined;
    const [first] = request.differences;
    return `${request.operation}: ${first?.field ?? ''} is ${JSON.stringify(first?.monolith) ?? 'absent'} in the monolith and ${JSON.stringify(first?.service) ?? 'absent'} in the service (${request.target}, ${request.correlation_id})`;
  }

  /** Instances of the service. */
  async instances(): Promise<Instances> {
    const { items } = await this.#api.call(targets, {}, beside);
    return items.find(({ name }) => name === `${this.module}@service`)?.instances ?? [];
  }

  work(): Promise<WorkStatus> {
    return this.#api.call(getWork, { module: this.module }, beside);
  }

  /** Hands the background work to a side, from whichever it is on. */
  async handWork(side: WorkSide): Promise<WorkStatus> {
    const now = await this.work();
    return now.side === side ? now : this.#api.call(putWork, { module: this.module, side, epoch: now.epoch }, beside);
  }

  async events(): Promise<EventsStatus> {
    return this.#api.call(eventsStatus, {}, beside);
  }
}
