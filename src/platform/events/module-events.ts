import { randomUUID } from 'node:crypto';
import type { ModuleDatabase } from '../persistence/index.ts';
import type { Logger } from '../telemetry/index.ts';
import type { EventBus } from './event-bus.ts';
import { EventLog } from './event-log.ts';
import { LocalSource, type EventSource } from './event-source.ts';
import { EventWorker, type Duty } from './event-worker.ts';
import { follow } from './follow.ts';
import type { Reactions } from './reactions.ts';
import { Stamper } from './stamper.ts';
import { committedIn, stamping } from './stamping.ts';
import { Subscription } from './subscription.ts';
import { WorkerLease } from './worker-lease.ts';

export interface ModuleEventsOptions {
  readonly module: string;
  readonly database: ModuleDatabase;
  readonly reactions: readonly Reactions[];
  /** Where the events of the module that is named are read; undefined where this process cannot reach it: then another host handles them. */
  readonly sourceOf: (module: string) => EventSource | undefined;
  readonly bus: EventBus;
  readonly logger: Logger;
}

/** The events of one module in this process: those that it tells of, and those that it hears of. */
export class ModuleEvents {
  readonly log: EventLog;
  /** The module's own events, for others. */
  readonly source: EventSource;
  readonly #module: string;
  readonly #bus: EventBus;
  readonly #stamped: boolean;
  readonly #workers: EventWorker[];

  constructor({ bus, database, logger, module, reactions, sourceOf }: ModuleEventsOptions) {
    const { queries, transactions } = database;
    this.#module = module;
    this.#bus = bus;
    this.log = new EventLog(queries);
    this.source = new LocalSource(module, this.log, bus);
    this.#stamped = database.dialect !== 'sqlite';
    const holder = randomUUID();
    const work = (name: string, duty: Duty) => new EventWorker({ name, duty, lease: new WorkerLease(transactions, name, holder), tookOver: async () => undefined, logger });
    this.#workers = reactions.flatMap(about => {
      const source = sourceOf(about.source);
      return source ? [work(`handling the events of ${about.source}`, follow(new Subscription({ subscriber: module, reactions: about, database, logger }), source))] : [];
    });
    if (this.#stamped) this.#workers.push(work('giving events their positions', stamping(module, new Stamper(transactions), bus)));
  }

  /** There may be new events: a command has been committed. */
  committed(): void {
    this.#bus.wake(this.#stamped ? committedIn(this.#module) : this.#module);
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.stop()));
  }
}
