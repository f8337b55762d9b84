import { anonymous, type Principal } from '@aurora/kernel';
import { limitKeyOf } from '@aurora/platform/http';
import type { Count, Counter } from './counter.ts';
import { ExhaustedAddresses } from './exhausted-addresses.ts';
import type { Peers } from '../peers.ts';
import type { Limit, LimitClass } from './limit.ts';
import { limitResult, type LimitResult } from './limit-result.ts';

/** What operators see of the limits. */
export interface LimitsDescription {
  readonly limits: readonly { readonly class: LimitClass; readonly limit: number; readonly window_seconds: number }[];
  /** Where requests are counted. */
  readonly store: 'memory' | 'redis';
  /** False while each gateway counts for itself because Redis is away. */
  readonly store_up: boolean;
}

export interface LimitsOptions {
  readonly counters: ReadonlyMap<LimitClass, { readonly limit: Limit; readonly counter: Counter }>;
  readonly store: () => Pick<LimitsDescription, 'store' | 'store_up'>;
  /** A request has been refused. */
  readonly refused: (name: LimitClass) => void;
  readonly close: () => void;
  readonly peers?: Peers | undefined;
}

const exhaustion = 'limits.exhausted';

/** How often a principal, an API key or an address may ask, by class of route. */
export class Limits {
  readonly #options: LimitsOptions;
  readonly #exhausted = new ExhaustedAddresses();

  constructor(options: LimitsOptions) {
    this.#options = options;
    options.peers?.answer(exhaustion, told => this.#exhausted.add(...JSON.parse(told) as [string, Count]));
  }

  /** Counts a request under its principal, or under its client's address if it is anonymous. Undefined where the class has no limit. Never rejects. */
  consume(name: Exclude<LimitClass, 'failed'>, principal: Principal, address: string): Promise<LimitResult> | undefined {
    const counted = this.#options.counters.get(name);
    if (!counted) return undefined;
    const key = principal.id === anonymous.id ? `address:${limitKeyOf(address)}` : principal.id;
    return counted.counter.count(key).then(count => {
      if (count.consumedPoints > counted.limit.requests) this.#options.refused(name);
      return limitResult(counted.limit, count);
    });
  }

  /** Counts a credential that was refused. */
  failed(address: string): void {
    const counted = this.#options.counters.get('failed');
    if (!counted) return;
    const key = limitKeyOf(address);
    void counted.counter.count(key).then(count => {
      if (count.consumedPoints < counted.limit.requests) return;
      this.#exhausted.add(key, count);
      if (count.consumedPoints === counted.limit.requests) void this.#options.peers?.ask(exhaustion, JSON.stringify([key, count]));
    });
  }

  /** The refusal of whatever an address asks that has presented as many refused credentials as it may; undefined for all others. */
  checkFailed(address: string): LimitResult | undefined {
    if (!this.#exhausted.any) return undefined;
    const msBeforeNext = this.#exhausted.remaining(limitKeyOf(address));
    if (msBeforeNext === 0) return undefined;
    const { limit } = this.#options.counters.get('failed')!;
    this.#options.refused('failed');
    return limitResult(limit, { consumedPoints: limit.requests + 1, msBeforeNext });
  }

  describe(): LimitsDescription {
    return { limits: [...this.#options.counters.values()].map(({ limit: { name, requests, window } }) => ({ class: name, limit: requests, window_seconds: window })), ...this.#options.store() };
  }

  close(): void {
    this.#options.close();
  }
}
