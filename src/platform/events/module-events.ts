import { setTimeout as wait } from 'node:timers/promises';
import type { ModuleDatabase, Transactions } from '../persistence/index.ts';
import { createLocalPort } from '../ports/local.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import type { WorkOwner } from '../work/index.ts';
import type { EventBus } from './event-bus.ts';
import { followThrough, type EventBroker } from './event-broker.ts';
import { EventLog } from './event-log.ts';
import { LocalSource, type EventSource } from './event-source.ts';
import { eventsContract, type EventsPort } from './events-contract.ts';
import { eventsHandlers, statusOf, type EventsHandlersOptions } from './events-handlers.ts';
import { EventWorker, type Duty } from './event-worker.ts';
import { follow } from './follow.ts';
import type { EventsStatus } from './operator-schemas.ts';
import type { Reactions } from './reactions.ts';
import { Stamper } from './stamper.ts';
import { committedIn, stamping } from './stamping.ts';
import { brokerName, Subscribers } from './subscribers.ts';
import { Subscription } from './subscription.ts';
import { WorkerLease } from './worker-lease.ts';

export interface ModuleEventsOptions {
  readonly module: string;
  readonly database: ModuleDatabase;
  readonly reactions: readonly Reactions[];
  /** Where the events of the module that is named are read; undefined where this process cannot reach it: then another host handles them. */
  readonly sourceOf: (module: string) => EventSource | undefined;
  /** Names of the modules that are to listen to this one: until each has said how far it is, no event may be pruned. By default nobody is. */
  readonly listeners?: readonly string[];
  readonly bus: EventBus;
  /** Carries the events, those that the module tells of and those that it hears of, if there is one. */
  readonly broker?: EventBroker | undefined;
  /** Told when the module has made something of the events of others. */
  readonly handled?: () => void;
  /** Who does the module's background work; by default whoever comes first. */
  readonly owner?: WorkOwner;
  readonly logger: Logger;
}

/** Milliseconds between two looks at how far the module is. */
const interval = 5_000;

/** Milliseconds between two tries to start the workers at another place. */
const pause = 500;

/** The events of one module in this process: those that it tells of, and those that it hears of. */
export class ModuleEvents {
  readonly log: EventLog;
  /** The module's own events, for others. */
  readonly source: EventSource;
  /** The same and what operators ask and decide, for other hosts. */
  readonly port: EventsPort;
  /** How far the module was a moment ago; undefined before that is known, and for one that hears of nobody. */
  status: EventsStatus | undefined;
  readonly #options: ModuleEventsOptions;
  readonly #about: EventsHandlersOptions;
  readonly #stopping = new AbortController();
  #running = new AsyncDisposableStack();
  /** Workers are started and stopped one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ModuleEventsOptions) {
    const { broker, bus, database, listeners = [], module, reactions, sourceOf } = options;
    this.#options = options;
    this.log = new EventLog(database.queries);
    const source = new LocalSource(module, this.log, bus);
    this.source = source;
    this.#about = { module, database, log: this.log, source, reactions, sourceOf, listeners: broker ? [...listeners, brokerName] : listeners };
    this.port = createLocalPort(eventsContract(module), eventsHandlers(this.#about));
  }

  /** Whether positions are given after the commit, where the data is now. */
  get #stamped(): boolean {
    return this.#options.database.dialect !== 'sqlite';
  }

  /** There may be new events: a command has been committed. */
  committed(): void {
    const { bus, module } = this.#options;
    bus.wake(this.#stamped ? committedIn(module) : module);
  }

  /** Begins to give the events their positions, and to handle those of others. */
  async start(): Promise<void> {
    const { database, reactions } = this.#options;
    await this.#begin();
    const unlisten = database.onMoved(() => { this.#turn = this.#turn.then(() => this.#beginAnew()); });
    this.#stopping.signal.addEventListener('abort', unlisten, { once: true });
    if (reactions.length > 0) this.#look();
  }

  /** Starts the workers at the place where the data is. */
  async #begin(): Promise<void> {
    const { database, logger, owner } = this.#options;
    const here = database.here();
    const connection = await database.openWorker();
    this.#running.defer(() => connection.close());
    for (const [name, duty] of this.#duties(connection.transactions)) {
      const worker = new EventWorker({ name, duty, lease: new WorkerLease(here, name, connection.holder, owner), connection, logger });
      this.#running.defer(() => worker.stop());
      worker.start();
    }
  }

  /** The data is at another place: what was begun at the one before can come to nothing. */
  async #beginAnew(): Promise<void> {
    const { bus, module } = this.#options;
    const { signal } = this.#stopping;
    const before = this.#running;
    this.#running = new AsyncDisposableStack();
    await before.disposeAsync();
    while (!signal.aborted) {
      try {
        await this.#begin();
        bus.wake(committedIn(module));
        bus.wake(module);
        return;
      } catch (error) {
        this.#options.logger.warn({ 'event.action': 'worker.failed', ...errorFields(error) }, 'the workers cannot be started where the data has gone; it is tried again');
        await wait(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Keeps the status up to date. */
  #look(): void {
    const look = async (): Promise<void> => {
      this.status = await statusOf(this.#about).catch(() => this.status);
    };
    const timer = setInterval(() => { void look(); }, interval).unref();
    this.#stopping.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#turn;
    await this.#running.disposeAsync();
  }

  /** What one host does for all, by name. */
  #duties(transactions: Transactions): (readonly [string, Duty])[] {
    const { broker, bus, database: { queries }, handled, listeners = [], logger, module, reactions, sourceOf } = this.#options;
    const committed = (): void => {
      this.committed();
      handled?.();
    };
    const handling = reactions.flatMap((about): (readonly [string, Duty])[] => {
      const source = sourceOf(about.source);
      if (!source) return [];
      const subscription = new Subscription({ subscriber: module, reactions: about, database: { queries, transactions }, logger, committed });
      return [[`handling the events of ${about.source}`, broker ? followThrough(broker, subscription, module, source) : follow(subscription, source)]];
    });
    return [
      ...handling,
      ...(this.#stamped ? [['giving events their positions', stamping(module, new Stamper(transactions), bus)] as const] : []),
      ...(broker ? [['publishing events', broker.publishing({ module, log: this.log, listeners, subscribers: new Subscribers({ queries, transactions }, listeners) })] as const] : []),
    ];
  }
}
