import { setTimeout as wait } from 'node:timers/promises';
import { randomUUIDv7 } from 'node:crypto';
import { AuroraError, type CallContext } from '@aurora/kernel';
import type { Background } from '../module/services.ts';
import { isUniqueViolation } from '../persistence/database-errors.ts';
import type { Queries, Transaction } from '../persistence/index.ts';
import { errorFields } from '../telemetry/index.ts';
import { Course, lease, newOwner, stepTimeout, type CourseSurroundings } from './course.ts';
import type { SagaDefinition } from './definition.ts';
import { failureOf } from './failure.ts';
import { answered, atOnce, iso, sweep, unanswered } from './progress.ts';
import { abandonedSagas, changeSaga, findSaga, findSagaOfCommand, forgetSagas, insertSaga, openSagas, takeSaga, type SagaRow } from './saga-table.ts';

export interface SagaSurroundings extends CourseSurroundings {
  readonly queries: Queries;
  readonly background: Background;
}

/** What a module that was asked has answered: that it is done, with what there is to know, or that it refuses. */
export interface SagaReply {
  /** Id of the saga, and name of the step that has asked. */
  readonly saga: string;
  readonly step: string;
  /** What was asked for: the step, or to take it back. By default the step. */
  readonly direction?: 'do' | 'undo';
  readonly state?: object;
  readonly error?: AuroraError;
}

/** Tries of a step within a request. */
const triesAtOnce = 3;
/** Milliseconds for which ended sagas are kept. */
const keep = 7 * 24 * 3_600_000;
/** Sagas that are gone on with at once. */
const abreast = 8;
/** Milliseconds that a request waits for the answers of others at most, and between looks whether they have come. */
const patience = 3_000, look = 20;

/**
 * Carries sagas out, durably: each step's outcome is written down before the next begins. What a crash leaves is taken up by
 * whichever host of the module looks first, once the lease of the old owner has ended.
 */
export class SagaExecutor {
  readonly #surroundings: SagaSurroundings;
  readonly #definitions = new Map<string, SagaDefinition<object>>();
  /** Lets this host look at once for what can go on. */
  readonly wake: () => void;

  constructor(surroundings: SagaSurroundings) {
    this.#surroundings = surroundings;
    this.wake = surroundings.background.every('resume sagas', sweep, () => this.#resume());
    surroundings.background.every('forget sagas', 3_600_000, () => this.#forget());
  }

  register<State extends object>(definition: SagaDefinition<State>): void {
    this.#definitions.set(definition.type, definition as unknown as SagaDefinition<object>);
  }

  /** The saga that is registered under `type`. */
  definition(type: string): SagaDefinition<object> | undefined {
    return this.#definitions.get(type);
  }

  /**
   * Starts a saga and carries it to its end: the state, once every step is done, or once the pivot is and the rest goes on in the
   * background, or where it has waited for another module for as long as a request may. Rejects with the error of the step that failed:
   * before the pivot, once everything has been taken back or is being taken back in the background; at the pivot, where it is not known
   * whether it was taken, and the saga goes on in the background. A second saga for a command that one is running for is refused with
   * `COMMAND_RUNNING`.
   */
  async run<State extends object>(definition: SagaDefinition<State>, state: State, context: CallContext, id: string = randomUUIDv7()): Promise<State> {
    const known = context.commandId === undefined ? undefined : await definition.done?.(state, context);
    if (known) return { ...state, ...known };
    const saga = { ...newSaga(id, definition.type, state, context), active_command: context.commandId ?? null, lease_until: iso(Date.now() + lease) };
    await this.#surroundings.transactions.run(transaction => transaction.execute(insertSaga, saga)).catch(error => {
      if (isUniqueViolation(error)) throw new AuroraError('COMMAND_RUNNING', undefined, { retryAfter: 1, cause: error });
      throw error;
    });
    const course = new Course(this.#surroundings, definition as unknown as SagaDefinition<object>, saga, context.placements);
    const reached = await course.go(triesAtOnce, context.deadline);
    return (course.saga.status === 'waiting' ? await this.#outcome(id, reached, Math.min(context.deadline - 500, Date.now() + patience)) : reached) as State;
  }

  /**
   * Notes a saga to be carried out in the background, in the transaction of what leads to it. Where there is one with this id already,
   * nothing is noted, and its status is answered.
   */
  async begin<State extends object>(transaction: Transaction, definition: SagaDefinition<State>, state: State, context: CallContext, id: string): Promise<SagaRow['status'] | undefined> {
    const known = await transaction.first(findSaga, { id });
    if (known) return known.status;
    await transaction.execute(insertSaga, newSaga(id, definition.type, state, context));
    transaction.onCommit(this.wake);
    return undefined;
  }

  /** The states of the sagas of a kind that have not ended. */
  async underWay<State extends object>(transaction: Transaction, { type }: SagaDefinition<State>): Promise<State[]> {
    return (await transaction.all(openSagas, { type })).map(({ state }) => JSON.parse(state) as State);
  }

  /** Takes in what a module that was asked has answered, in the transaction in which that was heard. False where nobody waits for it, or not any more. */
  async reply(transaction: Transaction, { saga: id, step, direction = 'do', error, state }: SagaReply): Promise<boolean> {
    for (;;) {
      const row = await transaction.first(findSaga, { id });
      const definition = row?.status === 'waiting' ? this.#definitions.get(row.type) : undefined;
      if (!row || definition?.steps[row.step]?.name !== step || (row.direction === 'forward') !== (direction === 'do')) return false;
      const change = answered(row, definition, { ...(state ? { state } : {}), ...(error ? { error } : {}) });
      if (await transaction.execute(changeSaga, { ...row, ...change, updated_at: iso(Date.now()), owner: newOwner(), was: row.owner }) === 0) continue;
      transaction.onCommit(this.wake);
      return true;
    }
  }

  /** A saga as it is now. */
  async find(id: string): Promise<SagaRow | undefined> {
    return this.#surroundings.queries.firstOf(findSaga, { id });
  }

  /** The saga that carries a command out now. */
  async findRunning(commandId: string): Promise<SagaRow | undefined> {
    return this.#surroundings.queries.firstOf(findSagaOfCommand, { command: commandId });
  }

  #known(type: string): SagaDefinition<object> {
    const definition = this.#definitions.get(type);
    if (!definition) throw new Error(`no saga ${type} is registered`);
    return definition;
  }

  /** What has become of a saga that waits, once it has ended or turned back, or at the time `until`: `reached` if it has done neither. */
  async #outcome(id: string, reached: object, until: number): Promise<object> {
    while (Date.now() < until) {
      const saga = await this.find(id);
      if (saga?.status === 'completed') return JSON.parse(saga.state) as object;
      const failure = saga && failureOf(saga);
      if (failure) throw failure;
      await wait(look);
    }
    return reached;
  }

  async #resume(): Promise<void> {
    const { queries } = this.#surroundings;
    const rows = (await queries.allOf(abandonedSagas, { before: iso(Date.now()) })).filter(({ type }) => this.#definitions.has(type)).values();
    const one = async (): Promise<void> => { for (const row of rows) await this.#takeUp(row); };
    await Promise.all(Array.from({ length: abreast }, one));
  }

  async #takeUp(row: SagaRow): Promise<void> {
    const { logger, transactions } = this.#surroundings;
    const lease_until = iso(Date.now() + lease);
    const owner = newOwner();
    const taken = await transactions.run(transaction => transaction.execute(takeSaga, { id: row.id, before: iso(Date.now()), was: row.owner, owner, lease_until }));
    if (taken === 0) return;
    logger.info({ 'event.action': 'saga.resume', 'labels.saga': row.id, 'labels.saga_type': row.type }, 'going on with a saga');
    const definition = this.#known(row.type);
    const course = new Course(this.#surroundings, definition, { ...row, owner, lease_until, ...(row.status === 'waiting' ? unanswered(row, definition) : {}) });
    await course.go(1, Date.now() + stepTimeout).catch(error => {
      logger.info({ 'event.action': 'saga.failed', 'labels.saga': row.id, ...errorFields(error) }, 'a saga was taken back or is tried again later');
    });
    // It has handed itself back with a part of a step done, or has an answer already.
    if (course.saga.status === 'running' && course.saga.lease_until < iso(Date.now())) this.wake();
  }

  async #forget(): Promise<void> {
    const before = iso(Date.now() - keep);
    await this.#surroundings.transactions.run(async transaction => {
      for (const status of ['completed', 'compensated'] as const) await transaction.execute(forgetSagas, { before, status });
    });
  }
}

function newSaga(id: string, type: string, state: object, { commandId, correlationId, principal, traceparent }: CallContext): SagaRow {
  const now = iso(Date.now());
  return {
    id, type, active_command: null, state: JSON.stringify(state),
    context: JSON.stringify({ correlationId, principal: { id: principal.id, scopes: [...principal.scopes] }, commandId, traceparent }),
    step: 0, direction: 'forward', status: 'running', owner: newOwner(), lease_until: atOnce(), attempts: 0, error: null, failure: null, created_at: now, updated_at: now,
  };
}
