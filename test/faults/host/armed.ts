import type { ModuleDatabase, Transactions } from '@aurora/platform/persistence';
import type { Work } from './orders.ts';
import { say } from './say.ts';

/** Lets a host stand still, or end, with a transaction of its work done and not yet committed. */
export class Armed {
  #signal: 'SIGSTOP' | 'SIGKILL' | undefined;
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  arm(signal: 'SIGSTOP' | 'SIGKILL'): void {
    this.#signal = signal;
  }

  /** The same database, where the work's transactions are subject to it. */
  database(database: ModuleDatabase): ModuleDatabase {
    return {
      ...database,
      openWorker: async () => {
        const connection = await database.openWorker();
        return { ...connection, transactions: this.#transactions(connection.transactions) };
      },
    };
  }

  #transactions(given: Transactions): Transactions {
    const run: Transactions['run'] = (work, limit) => given.run(async transaction => {
      const result = await work(transaction);
      // Of giving positions, only a transaction that has given some.
      if (this.#signal && result !== 0) {
        const signal = this.#signal;
        this.#signal = undefined;
        say({ says: 'armed', work: this.#work });
        process.kill(process.pid, signal);
      }
      return result;
    }, limit);
    return Object.assign(Object.create(given) as Transactions, { run });
  }
}
