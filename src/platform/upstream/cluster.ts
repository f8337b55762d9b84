import { checkHealth } from './health-check.ts';
import { ClusterMember, type MemberStatus, type Surroundings } from './cluster-member.ts';
import type { Instance, InstanceSource } from './instance.ts';
import { leastPending } from './least-pending.ts';
import type { Member, Members } from './member.ts';
import { isClientLoaded, loadClient } from './open-pool.ts';

/** Milliseconds in which a try that was given an instance just before it left has surely begun. */
const linger = 1_000;

export interface ClusterOptions {
  /** Told when an instance is in another state, or is new. */
  readonly changed?: (status: MemberStatus) => void;
  /** Milliseconds between two health checks of one instance, give or take a quarter. By default 1000. */
  readonly checkInterval?: number;
  /** Milliseconds since some point in time. */
  readonly now?: () => number;
}

const keyOf = ({ id, url }: Instance): string => `${id} ${url}`;

/**
 * The instances of a module as a source tells of them. A try goes to the one with the fewest under way that is well: its health checks
 * pass and its last tries have not all failed. Where none is well, to one of the others. An instance that is new or back gets its share
 * little by little; one that leaves gets nothing more, and its connections are closed when what it has begun has ended.
 */
export class Cluster implements Members {
  #members: readonly ClusterMember[] = [];
  /** With what will close their connections. */
  readonly #draining = new Map<ClusterMember, NodeJS.Timeout>();
  readonly #checks = new Map<ClusterMember, () => void>();
  readonly #surroundings: Surroundings;
  readonly #checkInterval: number;
  readonly #unwatch: () => void;
  #told: readonly Instance[] = [];
  #closed = false;
  #next = 0;

  constructor(source: InstanceSource, { changed, checkInterval = 1_000, now = Date.now }: ClusterOptions = {}) {
    this.#checkInterval = checkInterval;
    this.#surroundings = { now, mayEject: () => this.#mayEject(), changed: member => changed?.(member.status) };
    this.#unwatch = source.watch(instances => this.#hear(instances));
  }

  /** Every instance there is, and those that are still draining. */
  get members(): readonly MemberStatus[] {
    return [...this.#members, ...this.#draining.keys()].map(member => member.status);
  }

  pick(tried?: ReadonlySet<Member>): Member | undefined {
    const index = leastPending(this.#members, tried, this.#next);
    if (index < 0) return undefined;
    this.#next = index + 1;
    return this.#members[index];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch();
    for (const timer of this.#draining.values()) clearTimeout(timer);
    for (const stop of this.#checks.values()) stop();
    await Promise.all([...this.#members, ...this.#draining.keys()].map(member => member.dispatcher.destroy()));
  }

  /** Follows at once where there is a client, or nobody to ask. */
  #hear(instances: readonly Instance[]): void {
    this.#told = instances;
    if (instances.length === 0 || isClientLoaded()) this.#follow(instances);
    else void loadClient().then(() => { if (this.#told === instances && !this.#closed) this.#follow(instances); });
  }

  #follow(instances: readonly Instance[]): void {
    const present = new Map(this.#members.map(member => [keyOf(member.instance), member]));
    const draining = new Map([...this.#draining.keys()].filter(member => !member.dispatcher.closed).map(member => [keyOf(member.instance), member]));
    // What is there from the beginning begins alike: nobody has to wait for the others.
    const rising = present.size > 0;
    const wanted = new Map(instances.map(instance => [keyOf(instance), instance]));
    this.#members = [...wanted].map(([key, instance]) => present.get(key) ?? this.#enter(instance, draining.get(key), rising));
    for (const [key, member] of present) if (!wanted.has(key)) this.#drain(member);
  }

  #enter(instance: Instance, draining: ClusterMember | undefined, rising: boolean): ClusterMember {
    const member = draining ?? new ClusterMember(instance, this.#surroundings, rising);
    if (draining) {
      clearTimeout(this.#draining.get(draining));
      this.#draining.delete(draining);
      draining.leave(false);
    } else {
      this.#surroundings.changed(member);
    }
    this.#checks.set(member, checkHealth(instance.url, this.#checkInterval, passed => member.checked(passed)));
    return member;
  }

  #drain(member: ClusterMember): void {
    this.#checks.get(member)?.();
    this.#checks.delete(member);
    member.leave(true);
    this.#draining.set(member, setTimeout(() => {
      member.dispatcher.close().finally(() => this.#draining.delete(member)).catch(() => undefined);
    }, linger).unref());
  }

  #mayEject(): boolean {
    const count = this.#members.length;
    const out = this.#members.reduce((sum, member) => sum + (member.ejected ? 1 : 0), 0);
    return out + 1 <= Math.max(1, count / 2);
  }
}
