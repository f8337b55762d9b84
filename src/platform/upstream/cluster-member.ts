import type { Pool } from 'undici';
import { Ejection } from './ejection.ts';
import type { Instance } from './instance.ts';
import type { Member, TryOutcome } from './member.ts';
import { openPool } from './open-pool.ts';

/** Connections to one instance at once, how long an idle one is kept, and how long an address has to take a new one; milliseconds. */
const connections = 64, idle = 60_000, connectTimeout = 1_000;

/** Milliseconds in which an instance that is new, or back, comes to its full share. */
const slowStart = 5_000;

/** Failed health checks in a row after which an instance gets nothing while others are well. */
const unhealthyAfter = 2;

export type MemberState = 'healthy' | 'unhealthy' | 'ejected' | 'draining';

/** An instance as an operator sees it. */
export interface MemberStatus extends Instance {
  readonly state: MemberState;
  /** Tries under way. */
  readonly pending: number;
  /** Tries that failed in a row, up to now. */
  readonly failures: number;
}

/** What a member asks of its cluster, and what it tells. */
export interface Surroundings {
  readonly now: () => number;
  /** Whether one more instance may be left out for its failed tries. */
  readonly mayEject: () => boolean;
  readonly changed: (member: ClusterMember) => void;
}

export class ClusterMember implements Member {
  readonly instance: Instance;
  readonly dispatcher: Pool;
  pending = 0;
  readonly #surroundings: Surroundings;
  readonly #ejection = new Ejection();
  #failedChecks = 0;
  #leaving = false;
  /** When its slow start began; undefined once that is over. */
  #risingSince: number | undefined;

  constructor(instance: Instance, surroundings: Surroundings, rising: boolean) {
    this.instance = instance;
    this.#surroundings = surroundings;
    this.#risingSince = rising ? surroundings.now() : undefined;
    this.dispatcher = openPool(instance.url, { connections, pipelining: 1, keepAliveTimeout: idle, connectTimeout });
  }

  get state(): MemberState {
    if (this.#leaving) return 'draining';
    if (this.#failedChecks >= unhealthyAfter) return 'unhealthy';
    return this.ejected ? 'ejected' : 'healthy';
  }

  get status(): MemberStatus {
    return { ...this.instance, state: this.state, pending: this.pending, failures: this.#ejection.failures };
  }

  /** Whether it can be chosen before those that are not well. */
  get well(): boolean {
    return this.#failedChecks < unhealthyAfter && !this.ejected;
  }

  /** Whether it is left out for its failed tries. */
  get ejected(): boolean {
    return this.#ejection.active;
  }

  /** Whether this choice may fall on it: while it rises, in as large a share of them as it has risen. */
  get admits(): boolean {
    if (this.#risingSince === undefined) return true;
    const risen = (this.#surroundings.now() - this.#risingSince) / slowStart;
    if (risen >= 1) this.#risingSince = undefined;
    return Math.random() < Math.max(risen, 0.1);
  }

  begin(): void {
    this.pending += 1;
  }

  end(outcome: TryOutcome): void {
    this.pending -= 1;
    if (outcome === 'answered') this.#ejection.answered();
    else if (outcome === 'failed') this.#change(() => this.#ejection.failed(this.#surroundings.now(), this.#surroundings.mayEject));
  }

  /** Takes in what a health check has found. */
  checked(passed: boolean): void {
    this.#change(() => {
      const wasWell = this.well;
      this.#failedChecks = passed ? 0 : this.#failedChecks + 1;
      if (passed) this.#ejection.passed(this.#surroundings.now());
      if (this.well && !wasWell) this.#risingSince = this.#surroundings.now();
    });
  }

  /** It has left the cluster, or come back to it before its connections were closed. */
  leave(leaving: boolean): void {
    this.#change(() => {
      this.#leaving = leaving;
      if (!leaving) this.#risingSince = this.#surroundings.now();
    });
  }

  #change(work: () => void): void {
    const { state } = this;
    work();
    if (this.state !== state) this.#surroundings.changed(this);
  }
}
