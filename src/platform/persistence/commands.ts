import { AuroraError, type CallContext, type EventDefinition } from '@aurora/kernel';
import { closeRecord, identify, lookUpRecord, openRecord, Repeated } from './command-record.ts';
import { isUniqueViolation } from './database-errors.ts';
import { appendEvent, lastVersion, type DataOf, type Recorded } from './event-store.ts';
import type { Queries } from './queries.ts';
import type { Transaction, Transactions } from './transactions.ts';

/** What a command's work is given: the transaction, the time, and where to put events. */
export class Unit {
  readonly transaction: Transaction;
  readonly context: CallContext;
  /** The time of the whole command, RFC 3339 in UTC. */
  readonly now: string;
  /** Id of the event that led to the command, if one did. */
  readonly cause: string | undefined;
  readonly #events: Recorded[] = [];

  constructor(transaction: Transaction, context: CallContext, now: string, cause?: string) {
    this.transaction = transaction;
    this.context = context;
    this.now = now;
    this.cause = cause;
  }

  get em(): Transaction['em'] { return this.transaction.em; }

  /** Tells of a change of `aggregate`, whose version must rise by one with it. Appended once the change has been flushed. */
  record<Event extends EventDefinition>(definition: Event, aggregate: Recorded['aggregate'], data: DataOf<Event>): void {
    this.#events.push({ definition, aggregate, data });
  }

  /** Tells of something that has no row whose version would rise, as of a request to another module: its event comes after the last in the stream of `id`. */
  async tell<Event extends EventDefinition>(definition: Event, id: number | string, data: DataOf<Event>): Promise<void> {
    const version = await lastVersion(this.transaction, `${definition.aggregate}-${id}`) + 1;
    await appendEvent(this, { definition, aggregate: { id, version }, data });
  }

  /** Writes what has changed, then the events that tell of it. */
  async flush(): Promise<void> {
    await this.em.flush();
    for (const event of this.#events.splice(0)) await appendEvent(this, event);
  }
}

/** The writing side of a module: one command, one transaction, with its record and its events. */
export class Commands {
  readonly #transactions: Transactions;
  readonly #committed: () => void;

  readonly #queries: Queries;

  /** `committed` is called after every commit, as a hint that there may be events. */
  constructor(transactions: Transactions, queries: Queries, committed: () => void) {
    this.#transactions = transactions;
    this.#queries = queries;
    this.#committed = committed;
  }

  /**
   * The answer of a command that was done before, for those that have steps before their transaction; undefined for a new one.
   * Rejects with `IDEMPOTENCY_KEY_REUSED` where the id belongs to another command.
   */
  async recall<Answer>(context: CallContext, operation: string, input: unknown): Promise<{ readonly answer: Answer } | undefined> {
    const command = identify(context, operation, input);
    if (!command) return undefined;
    try {
      await lookUpRecord(this.#queries, command);
      return undefined;
    } catch (error) {
      if (error instanceof Repeated) return { answer: (error.answer ?? undefined) as Answer };
      throw error;
    }
  }

  /**
   * Runs `work` once per command id and answers what it returns, or what the function that it returns makes once all is written.
   * The answer must survive JSON: a repeat gets the stored one.
   * Where another command changed the same row meanwhile, `work` runs again and sees it.
   */
  async run<Answer>(context: CallContext, operation: string, input: unknown, work: (unit: Unit) => Promise<Answer | (() => Answer)>): Promise<Answer> {
    const command = identify(context, operation, input);
    try {
      const answer = await this.#transactions.run(async transaction => {
        const unit = new Unit(transaction, context, new Date().toISOString());
        if (command) await openRecord(transaction, command, unit.now);
        const made = await work(unit);
        await unit.flush();
        const result = typeof made === 'function' ? (made as () => Answer)() : made;
        if (command) await closeRecord(transaction, command, result);
        return result;
      });
      this.#committed();
      return answer;
    } catch (error) {
      if (error instanceof Repeated) return (error.answer ?? undefined) as Answer;
      if (isUniqueViolation(error)) throw new AuroraError('CONFLICT', 'Something with the same key exists already.', { cause: error });
      throw error;
    }
  }
}
