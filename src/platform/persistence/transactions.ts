import { setTimeout as wait } from 'node:timers/promises';
import { IsolationLevel, type MikroORM } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { CompiledQuery, type Kysely, type RawBuilder } from 'kysely';
import { isContradicted, isTransactionConflict, translateDatabaseError } from './database-errors.ts';
import type { Dialect, Prepared } from './prepared.ts';
import { answerLimit, within, type TimeLimit } from './time-limit.ts';

/** One transaction: entities through `em`, SQL through `execute`. */
export class Transaction {
  readonly em: SqlEntityManager;
  readonly dialect: Dialect;
  readonly #afterwards: (() => void)[] = [];

  constructor(em: SqlEntityManager, dialect: Dialect) {
    this.em = em;
    this.dialect = dialect;
  }

  /** Calls `act`, a hint that nothing depends on, once what has been written is there for others. */
  onCommit(act: () => void): void {
    this.#afterwards.push(act);
  }

  /** Says that it has been committed. */
  committed(): void {
    for (const act of this.#afterwards) act();
  }

  /** Runs a statement; the answer is the number of rows it changed. */
  async execute<Values>(prepared: Prepared<Values, unknown>, values: Values): Promise<number> {
    const result = await this.#connection.executeQuery(this.#compile(prepared, values));
    return Number(result.numAffectedRows ?? 0n);
  }

  async all<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Promise<Row[]> {
    return (await this.#connection.executeQuery(this.#compile(prepared, values))).rows as Row[];
  }

  async first<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Promise<Row | undefined> {
    return (await this.all(prepared, values))[0];
  }

  /** Runs SQL that differs from call to call. */
  async query<Row = unknown>(statement: RawBuilder<Row>): Promise<Row[]> {
    return (await statement.execute(this.#connection)).rows;
  }

  get #connection(): Kysely<unknown> {
    return this.em.getTransactionContext<Kysely<unknown>>()!;
  }

  #compile<Values>(prepared: Prepared<Values, unknown>, values: Values): CompiledQuery {
    const { sql, parameters } = prepared.statement(this.dialect, values);
    return CompiledQuery.raw(sql, [...parameters]);
  }
}

/** Enough for a dozen writers of one row at once, of whom one gets through in each round. */
const attempts = 15;

/** Where transactions are made. */
export interface Workplace {
  readonly orm: MikroORM;
  readonly dialect: Dialect;
}

/** Gives work the place where it is to be done; may do it again elsewhere, if it has failed. */
export interface Access {
  use<Result>(work: (place: Workplace) => Promise<Result>): Promise<Result>;
}

/** Runs work in transactions of one module's database. */
export class Transactions {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /**
   * Runs `work` and commits; rolls back what throws. Where the transaction lost against another, by what the engine says, by
   * the version of a row, or as `Overtaken`, `work` runs again from its beginning, so its effects must be in the transaction alone.
   * Rejects with an `AuroraError` where the database is busy, full or out of reach, or a server has not done it after `limit`
   * milliseconds; it is rolled back then.
   */
  run<Result>(work: (transaction: Transaction) => Promise<Result>, limit: number = answerLimit): Promise<Result> {
    return this.#access.use(place => (place.dialect === 'sqlite' ? this.#untilDone(place, work, { passed: false }) : within(limit, running => this.#untilDone(place, work, running))));
  }

  async #untilDone<Result>(place: Workplace, work: (transaction: Transaction) => Promise<Result>, limit: TimeLimit): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(place, work, limit);
      } catch (error) {
        const again = isTransactionConflict(error) || (isContradicted(error) && attempt === 1);
        if (attempt === attempts || !again) throw translateDatabaseError(error);
        await wait(Math.random() * 10 * 2 ** Math.min(attempt, 5));
      }
    }
  }

  async #once<Result>({ dialect, orm }: Workplace, work: (transaction: Transaction) => Promise<Result>, limit: TimeLimit): Promise<Result> {
    const em = orm.em.fork() as SqlEntityManager;
    // Gap locks of REPEATABLE READ make independent inserts deadlock; the version column guards what is read.
    await em.begin(dialect === 'mysql' ? { isolationLevel: IsolationLevel.READ_COMMITTED } : {});
    try {
      if (limit.passed) throw new Error('too late to begin');
      const transaction = new Transaction(em, dialect);
      const result = await work(transaction);
      if (limit.passed) throw new Error('too late to commit');
      await em.commit();
      transaction.committed();
      return result;
    } catch (error) {
      await em.rollback().catch(() => undefined);
      throw error;
    }
  }
}
