import { Cluster, loadClient, type Instance, type InstanceSource, type Member, type MemberStatus } from '@aurora/platform/upstream';
import { openService, type ServiceServer } from './service-server.ts';

/** A source that tells what a test says. */
export class ToldSource implements InstanceSource {
  #known: readonly Instance[];
  #changed: ((instances: readonly Instance[]) => void) | undefined;

  constructor(known: readonly Instance[]) {
    this.#known = known;
  }

  watch(changed: (instances: readonly Instance[]) => void): () => void {
    this.#changed = changed;
    changed(this.#known);
    return () => { this.#changed = undefined; };
  }

  tell(known: readonly Instance[]): void {
    this.#known = known;
    this.#changed?.(known);
  }
}

/** A cluster over services of one instance each, named a, b, c…, checked every few milliseconds, with a clock that stands. */
export class Workbench implements AsyncDisposable {
  readonly services: readonly ServiceServer[];
  readonly instances: readonly Instance[];
  readonly source: ToldSource;
  readonly cluster: Cluster;
  /** What the cluster told of, as in `a healthy`. */
  readonly told: string[] = [];
  #time = Date.parse('2026-03-01T09:30:00Z');

  private constructor(services: readonly ServiceServer[], present: number) {
    this.services = services;
    this.instances = services.map(({ url }, index) => ({ id: 'abcdefgh'[index]!, url }));
    this.source = new ToldSource(this.instances.slice(0, present));
    this.cluster = new Cluster(this.source, { checkInterval: 5, now: () => this.#time, changed: ({ id, state }) => this.told.push(`${id} ${state}`) });
  }

  /** With as many services as `count`, of which the cluster knows the first `present`. */
  static async open(count: number, present = count): Promise<Workbench> {
    await loadClient();
    return new Workbench(await Promise.all(Array.from({ length: count }, () => openService())), present);
  }

  pass(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** The ids of the next choices, each of which ends at once. */
  picks(count: number, tried?: ReadonlySet<Member>): string[] {
    return Array.from({ length: count }, () => this.pick(tried).instance.id);
  }

  pick(tried?: ReadonlySet<Member>): Member {
    return this.cluster.pick(tried)!;
  }

  /** The instance as it can be chosen now. */
  member(id: string): Member {
    const tried = new Set<Member>();
    for (let member = this.pick(); !tried.has(member); member = this.pick(tried)) {
      if (member.instance.id === id) return member;
      tried.add(member);
    }
    throw new Error(`no ${id}`);
  }

  status(id: string): MemberStatus | undefined {
    return this.cluster.members.find(member => member.id === id);
  }

  /** Lets tries fail one after the other. */
  fail(member: Member, times: number): void {
    for (let n = 0; n < times; n += 1) {
      member.begin();
      member.end('failed');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.close();
    for (const service of this.services) await service[Symbol.asyncDispose]();
  }
}
