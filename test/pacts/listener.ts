import { Subscription, type Reactions, type StoredEvent } from '@aurora/platform/events';
import type { ModuleDatabase } from '@aurora/platform/persistence';
import { SagaExecutor } from '@aurora/platform/saga';
import { createLoggerOn } from '@aurora/platform/telemetry';

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });

/** A module that hears of others, on the database of a host that is not started: it goes on with its sagas when it is told to, and only then. */
export class Listener {
  readonly executor: SagaExecutor;
  readonly #database: ModuleDatabase;
  readonly #module: string;
  readonly #tasks: (() => Promise<void>)[] = [];
  readonly #wakes = new Set<string>();

  constructor(module: string, database: ModuleDatabase) {
    this.#module = module;
    this.#database = database;
    const { commands, queries, transactions } = database;
    const every = (name: string, _interval: number, task: (signal: AbortSignal) => Promise<void>) => {
      this.#tasks.push(() => task(new AbortController().signal));
      return () => { this.#wakes.add(name); };
    };
    this.executor = new SagaExecutor({ module, commands, queries, transactions, logger: silent, background: { every, atStart: () => undefined } });
  }

  /** What takes an event of those that `reactions` are about; their positions have no gaps, from 1 on. */
  async hears(reactions: Reactions): Promise<(event: StoredEvent) => Promise<void>> {
    const subscription = new Subscription({ subscriber: this.#module, reactions, database: this.#database, logger: silent, committed: () => undefined });
    await subscription.claim(1);
    return event => subscription.take([event]);
  }

  /** Goes on with the sagas as far as they get. */
  async goOn(): Promise<void> {
    do {
      this.#wakes.clear();
      for (const task of this.#tasks) await task();
    } while (this.#wakes.size > 0);
  }
}
