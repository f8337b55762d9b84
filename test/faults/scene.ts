import { join } from 'node:path';
import { freePort } from '../running/free-port.ts';
import { TestDatabase } from '../running/test-database.ts';
import { OwnRabbitMq } from '../running/own-rabbitmq.ts';
import { testFolder } from '../running/test-folder.ts';
import { HostProcess } from './host-process.ts';
import { leases, type HostOrders, type Pipe, type Word, type Work } from './host/orders.ts';
import { makeKey } from './host/serving.ts';
import { Ledger } from './ledger.ts';
import { comes } from './limited.ts';
import { OwnBroker } from './own-broker.ts';
import { places, type Slot } from './places.ts';
import { Random } from '../running/random.ts';
import { readState, type State } from './state.ts';
import { hearerMigrations, makeThing, tellerMigrations, thingIds } from './things.ts';

export type Engine = 'sqlite' | 'mariadb';

export interface SceneOptions {
  readonly engine: Engine;
  readonly pipe: Pipe;
  readonly seed: number;
  /** Address of the administrative account of the MariaDB to use; by default that of the tests. */
  readonly server?: string;
  readonly poison?: NonNullable<HostOrders['poison']>;
  readonly naive?: boolean;
  /** Each host may hear through each pipe; `pipe` is that of the beginning. */
  readonly switched?: boolean;
  /** Told once the run is to end before its time. */
  readonly signal?: AbortSignal;
}

/** Milliseconds in which a host starts, on a busy machine. */
const startTime = 60_000;
const thingCount = 24;

/** What a scene is made of. */
interface Opened extends Pick<Scene, 'teller' | 'hearer' | 'slots' | 'broker'> {
  /** File of the key with which hosts prove who they are. */
  readonly key: string | undefined;
}

/** Databases, hosts on them and what they have said. */
export class Scene implements AsyncDisposable {
  readonly options: SceneOptions;
  readonly random: Random;
  readonly ledger = new Ledger();
  readonly slots: readonly Slot[];
  readonly teller: TestDatabase;
  readonly hearer: TestDatabase;
  /** Where there is a pipe that needs it. */
  readonly broker: OwnBroker | undefined;
  /** What went wrong meanwhile. */
  readonly wrong: string[] = [];
  /** A host that stands still or ends because it was armed; see `Armed`. */
  onArmed: (host: HostProcess, work: Work) => void = () => undefined;
  /** Hosts that may end without having been killed by the harness. */
  readonly mayEnd = new Set<HostProcess>();
  readonly #resources: AsyncDisposableStack;
  readonly #http: { readonly urls: readonly string[]; readonly key: string } | undefined;
  readonly #killed = new Set<HostProcess>();
  /** Of the hosts that start from now on. */
  pipe: Pipe;
  #mended = false;

  private constructor(options: SceneOptions, { broker, hearer, key, slots, teller }: Opened, resources: AsyncDisposableStack) {
    this.options = options;
    this.random = new Random(options.seed);
    this.pipe = options.pipe;
    this.teller = teller;
    this.hearer = hearer;
    this.slots = slots;
    this.broker = broker;
    this.#resources = resources;
    options.signal?.addEventListener('abort', () => this.wrong.push('the run was told to end'));
    this.#http = key === undefined ? undefined : { urls: slots.filter(({ tells }) => tells).map(({ port }) => `http://127.0.0.1:${port}`), key };
  }

  static async create(options: SceneOptions): Promise<Scene> {
    await using opening = new AsyncDisposableStack();
    const { engine, naive = false, pipe, server, switched = false } = options;
    const served = switched || pipe !== 'process', brokered = pipe === 'rabbitmq' || (switched && OwnRabbitMq.installed);
    const [teller, hearer] = [opening.use(await TestDatabase.create(engine, tellerMigrations, server)), opening.use(await TestDatabase.create(engine, hearerMigrations, server))];
    const { transactions } = await teller.open();
    await transactions.run(async transaction => { for (const id of thingIds(thingCount)) await transaction.execute(makeThing, { id }); });
    const slots: Slot[] = [];
    for (const place of places[naive ? 'naive' : pipe]) slots.push({ ...place, port: served ? await freePort() : 0, host: undefined, count: 0 });
    const key = served ? join(opening.use(await testFolder()).path, 'issuer.json') : undefined;
    if (key !== undefined) await makeKey(key);
    const broker = brokered ? opening.use(await OwnBroker.start()) : undefined;
    return new Scene(options, { teller, hearer, slots, key, broker }, opening.move());
  }

  #fill(slot: Slot): void {
    slot.count += 1;
    const { naive = false, poison, seed } = this.options;
    const host = new HostProcess({
      name: `${slot.name}${slot.count}`, seed: (seed * 1_000 + this.random.below(1_000)) >>> 0, things: thingCount, pipe: this.pipe, naive, poison: this.#mended ? undefined : poison,
      teller: slot.tells || naive ? this.teller.location : undefined, hearer: slot.hears ? this.hearer.location : undefined,
      http: this.#http && { ...this.#http, port: slot.port }, broker: this.broker && { url: this.broker.url },
    }, (word, from) => this.#heard(word, from));
    slot.host = host;
    void host.closed.then(() => {
      if (!this.#killed.has(host) && !this.mayEnd.has(host)) this.wrong.push(`${host.name} has ended by itself, by ${host.ending}: ${host.errors}`);
    });
  }

  #heard(word: Word, host: HostProcess): void {
    this.ledger.note(word);
    if (word.says === 'armed') this.onArmed(host, word.work);
  }

  /** Starts a host in each empty slot, and does not wait for it. */
  refill(): void {
    for (const slot of this.slots) if (!slot.host || slot.host.ended) this.#fill(slot);
  }

  /** Starts a host in each empty slot and waits for all. */
  async fillAll(): Promise<void> {
    this.refill();
    if (!await comes(startTime, () => this.wrong.length > 0 || this.hosts.every(({ ready }) => ready))) throw new Error('the hosts do not start');
  }

  /** Those that have not ended. */
  get hosts(): HostProcess[] {
    return this.slots.flatMap(({ host }) => (host && !host.ended ? [host] : []));
  }

  /** Those that can be asked to write, or to hear. */
  working(does: 'tells' | 'hears'): HostProcess[] {
    return this.slots.flatMap(slot => (slot[does] && slot.host && slot.host.ready && !slot.host.ended && !slot.host.stopped ? [slot.host] : []));
  }

  /** Hosts that start from now on have a handler without poison. */
  mend(): void {
    this.#mended = true;
  }

  async kill(host: HostProcess): Promise<void> {
    this.#killed.add(host);
    await host.kill();
  }

  /** Who took the lease of a work last, if it still runs. */
  holder(work: Work): HostProcess | undefined {
    const holder = this.hosts.filter(({ took }) => took.has(work)).sort((a, b) => b.took.get(work)! - a.took.get(work)!)[0];
    return holder && holder.took.get(work)! >= this.#highest(work) ? holder : undefined;
  }

  /** As if the leases of one who is dead had run out: not every death is to cost ten seconds. */
  async hasten(host: HostProcess): Promise<void> {
    for (const [work, fence] of host.took) {
      const database = work === 'handling' ? this.hearer : this.teller;
      await database.sql('update worker_lease set until = 0 where fence = ? and name like ?', fence, leases[work]);
    }
  }

  #highest(work: Work): number {
    return Math.max(0, ...this.slots.flatMap(({ host }) => host?.took.get(work) ?? 0));
  }

  /** Orders that many commands from those who can write, spread over them. */
  write(commands: number, atOnce = 6): void {
    const writers = this.working('tells');
    for (const [index, writer] of writers.entries()) {
      const share = Math.floor(commands / writers.length) + (index < commands % writers.length ? 1 : 0);
      if (share > 0) writer.tell({ write: share, atOnce });
    }
  }

  /** Lets write until that many events have been committed, and nobody owes anything. */
  async writeUpTo(events: number): Promise<void> {
    for (;;) {
      const missing = events - this.ledger.events;
      if (missing > 0) this.write(Math.max(1, Math.ceil(missing / 1.25)));
      if (!await comes(120_000, () => this.wrong.length > 0 || this.hosts.every(({ owed }) => owed === 0))) this.wrong.push('the writers do not come to an end');
      if (this.wrong.length > 0 || this.ledger.events >= events) return;
    }
  }

  /** Waits until every event has its position and everything has been handled. */
  async rest(milliseconds = 180_000): Promise<void> {
    let last = '';
    const resting = await comes(milliseconds, async () => {
      const [own] = await this.teller.sql<{ events: number; positions: number }>('select count(*) as events, count(position) as positions from event_store');
      const [kept] = await this.hearer.sql<{ events: number }>('select count(*) as events from event_deferred');
      const [row] = await this.hearer.sql<{ position: number }>("select position from event_subscription where source = 'thing'");
      const [events, positions, waiting, position] = [own!.events, own!.positions, kept!.events, row?.position ?? 0].map(Number);
      last = `${events} events, ${positions} with positions, handled up to ${position}, ${waiting} kept`;
      return this.wrong.length > 0 || (events === positions && position === events && waiting === 0);
    }, 100);
    if (!resting) this.wrong.push(`no rest after ${milliseconds / 1_000} s: ${last}. ${this.hosts.map(host => `${host.name}: ${host.errors.split('\n').slice(-4).join('\n')}`).join('\n')}`);
  }

  /** Ends all hosts and reads what there is. */
  async end(): Promise<State> {
    for (const slot of this.slots) {
      if (slot.host && !slot.host.ended) await this.kill(slot.host);
    }
    return readState(this.teller, this.hearer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.hosts) await this.kill(host);
    await this.#resources.disposeAsync();
  }
}
