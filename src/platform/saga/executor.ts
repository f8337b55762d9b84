import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError, type CallContext, type Scope } from '@aurora/kernel';
import { isUniqueViolation } from '../persistence/database-errors.ts';
import type { Queries, Transactions } from '../persistence/index.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import type { Background } from '../module/services.ts';
import type { SagaCall, SagaDefinition } from './definition.ts';
import { isFinal, verdictOn } from './failure.ts';
import { abandonedSagas, forgetSagas, insertSaga, saveSaga, takeSaga, type SagaRow } from './saga-table.ts';

export interface SagaSurroundings {
  readonly module: string;
  readonly queries: Queries;
  readonly transactions: Transactions;
  readonly background: Background;
  readonly logger: Logger;
}

/** Milliseconds that an owner counts as alive without a word. */
const lease = 10_000;
/** Tries of a step within a request. */
const triesAtOnce = 3;
/** Milliseconds between looks for sagas whose owner is gone, and for which ended ones are kept. */
const sweep = 2_000, keep = 7 * 24 * 3_600_000;
/** Milliseconds that a step which fails again and again is left alone at most. */
const longestPause = 60_000;
/** Milliseconds for one step. */
const stepTimeout = 5_000;

const iso = (time: number): string => new Date(time).toISOString();

type Live = { -readonly [Key in keyof SagaRow]: SagaRow[Key] };

/** Another has taken the saga over. */
class Lost extends AuroraError {
  constructor() { super('UNAVAILABLE', 'Another host goes on with this.', { retryAfter: 1 }); }
}

/**
 * Carries sagas out, durably: each step's outcome is written down before the next begins. What a crash leaves is taken up by
 * whichever host of the module looks first, once the lease of the old owner has ended.
 */
export class SagaExecutor {
  readonly #surroundings: SagaSurroundings;
  readonly #definitions = new Map<string, SagaDefinition<object>>();
  /** Where modules are for the request that a saga belongs to; one that is resumed belongs to none any more. */
  readonly #placements = new WeakMap<SagaRow, CallContext['placements']>();

  constructor(surroundings: SagaSurroundings) {
    this.#surroundings = surroundings;
    surroundings.background.every('resume sagas', sweep, () => this.#resumeAbandoned());
    surroundings.background.every('forget sagas', 3_600_000, () => this.#forget());
  }

  register<State extends object>(definition: SagaDefinition<State>): void {
    this.#definitions.set(definition.type, definition as unknown as SagaDefinition<object>);
  }

  /**
   * Starts a saga and carries it to its end: the state, once every step is done, or once the pivot is and the rest goes on in the
   * background. Rejects with the error of the step that failed: before the pivot, once everything has been taken back or is being
   * taken back in the background; at the pivot, where it is not known whether it was taken, and the saga goes on in the background.
   * A second saga for a command that one is running for is refused with `COMMAND_RUNNING`.
   */
  async run<State extends object>(definition: SagaDefinition<State>, state: State, context: CallContext): Promise<State> {
    const known = context.commandId === undefined ? undefined : await definition.done?.(state, context);
    if (known) return { ...state, ...known };
    const now = Date.now();
    const saga: Live = {
      id: randomUUIDv7(), type: definition.type, active_command: context.commandId ?? null, state: JSON.stringify(state),
      context: JSON.stringify({ correlationId: context.correlationId, principal: { id: context.principal.id, scopes: [...context.principal.scopes] }, commandId: context.commandId, traceparent: context.traceparent }),
      step: 0, direction: 'forward', status: 'running', owner: randomUUID(), lease_until: iso(now + lease), attempts: 0, error: null, created_at: iso(now), updated_at: iso(now),
    };
    await this.#surroundings.transactions.run(transaction => transaction.execute(insertSaga, saga)).catch(error => {
      if (isUniqueViolation(error)) throw new AuroraError('COMMAND_RUNNING', undefined, { retryAfter: 1, cause: error });
      throw error;
    });
    this.#placements.set(saga, context.placements);
    return await this.#carryOut(saga, triesAtOnce, context.deadline) as State;
  }

  /** Goes on until the saga has ended, or a step has failed `tries` times in this run. */
  async #carryOut(saga: Live, tries: number, deadline: number): Promise<object> {
    const definition = this.#definitions.get(saga.type);
    if (!definition) throw new Error(`no saga ${saga.type} is registered`);
    const pivot = definition.steps.findIndex(step => step.name === definition.pivot);
    const known = saga.step === 0 && saga.direction === 'forward' ? await this.#doneMeanwhile(saga, definition) : undefined;
    if (known) return known;
    let failure: unknown;
    let failed = 0;
    while (saga.status === 'running') {
      try {
        await this.#advance(saga, definition, deadline);
        failed = 0;
      } catch (error) {
        if (error instanceof Lost) throw error;
        failed += 1;
        saga.attempts += 1;
        saga.error = String((error as Error).message ?? error).slice(0, 1_000);
        const forward = saga.direction === 'forward';
        const verdict = verdictOn(error, saga, pivot, failed >= tries || (forward && Date.now() > deadline));
        if (verdict === 'later') {
          // The next look takes it up again, later the more often it has failed.
          await this.#save(saga, Math.min(longestPause, sweep * 2 ** (saga.attempts - 1)));
          if (forward && saga.step > pivot) return JSON.parse(saga.state) as object;
          throw failure ?? error;
        }
        if (verdict === 'back') {
          failure = error;
          failed = 0;
          Object.assign(saga, { direction: isFinal(error) ? 'backward' : 'settling', attempts: 0 });
        }
        if (verdict === 'stuck') this.#markStuck(saga, definition, error);
        if (verdict === 'again') await wait(Math.random() * 50 * 2 ** failed);
        await this.#save(saga, lease);
      }
    }
    if (saga.status === 'completed') return JSON.parse(saga.state) as object;
    throw failure ?? new AuroraError('UNAVAILABLE', saga.error ?? undefined);
  }

  #markStuck(saga: Live, { steps }: SagaDefinition<object>, error: unknown): void {
    saga.status = 'stuck';
    this.#surroundings.logger.error({ 'event.action': 'saga.stuck', 'labels.saga': saga.id, 'labels.saga_type': saga.type, 'labels.step': steps[saga.step]?.name, ...errorFields(error) }, 'a saga is stuck');
  }

  /** What the command came to if another saga has carried it out before this one's row kept others out; this one ends then. */
  async #doneMeanwhile(saga: Live, { done }: SagaDefinition<object>): Promise<object | undefined> {
    if (saga.active_command === null || !done) return undefined;
    const state = JSON.parse(saga.state) as object;
    const end = () => this.#save(Object.assign(saga, { status: 'compensated', active_command: null }), lease);
    try {
      const known = await done(state, this.#callFor(saga, 'done', 'do', Infinity).command);
      if (known) await end();
      return known && { ...state, ...known };
    } catch (error) {
      if (isFinal(error)) await end();
      throw error;
    }
  }

  /** One step forward or back, and its outcome written down. */
  async #advance(saga: Live, { steps }: SagaDefinition<object>, deadline: number): Promise<void> {
    const step = steps[saga.step]!;
    const state = JSON.parse(saga.state) as object;
    if (saga.direction === 'forward') {
      const more = await step.run(state, this.#callFor(saga, step.name, 'do', deadline));
      Object.assign(saga, { state: JSON.stringify({ ...state, ...more }), step: saga.step + 1, attempts: 0, error: null });
      if (saga.step === steps.length) Object.assign(saga, { status: 'completed', active_command: null });
    } else if (saga.direction === 'settling') {
      const more = step.undo ? await step.run(state, this.#callFor(saga, step.name, 'do', Infinity)).catch(error => { if (!isFinal(error)) throw error; }) : undefined;
      Object.assign(saga, { state: JSON.stringify({ ...state, ...more }), direction: 'backward', attempts: 0 });
    } else {
      await step.undo?.(state, this.#callFor(saga, step.name, 'undo', Infinity));
      Object.assign(saga, { step: saga.step - 1, attempts: 0 });
      if (saga.step < 0) Object.assign(saga, { step: 0, status: 'compensated', active_command: null });
    }
    await this.#save(saga, lease);
  }

  async #save(saga: Live, leaseFor: number): Promise<void> {
    const now = Date.now();
    Object.assign(saga, { lease_until: iso(now + leaseFor), updated_at: iso(now) });
    if (await this.#surroundings.transactions.run(transaction => transaction.execute(saveSaga, saga)) === 0) throw new Lost();
  }

  #callFor(saga: SagaRow, step: string, direction: 'do' | 'undo', deadline: number): SagaCall {
    const { correlationId, principal, commandId, traceparent } = JSON.parse(saga.context) as { correlationId: string; principal: { id: string; scopes: Scope[] }; commandId?: string; traceparent?: string };
    const own = `${saga.id}:${step}:${direction}`;
    const command: CallContext = {
      correlationId, traceparent, principal: { id: principal.id, scopes: new Set(principal.scopes) }, caller: undefined,
      deadline: Math.min(Date.now() + stepTimeout, Math.max(deadline, Date.now() + 500)), commandId: commandId ?? own, placements: this.#placements.get(saga) ?? {},
    };
    return { ...command, caller: this.#surroundings.module, commandId: own, command };
  }

  async #resumeAbandoned(): Promise<void> {
    const { queries, transactions, logger } = this.#surroundings;
    const before = iso(Date.now());
    for (const row of await queries.allOf(abandonedSagas, { before })) {
      const lease_until = iso(Date.now() + lease);
      // A name for each time it is taken over: who had it before has lost it, and be that this very host.
      const owner = randomUUID();
      const taken = await transactions.run(transaction => transaction.execute(takeSaga, { id: row.id, before, was: row.owner, owner, lease_until }));
      if (taken === 0) continue;
      logger.info({ 'event.action': 'saga.resume', 'labels.saga': row.id, 'labels.saga_type': row.type }, 'going on with a saga');
      await this.#carryOut({ ...row, owner, lease_until }, 1, Date.now() + stepTimeout).catch(error => {
        logger.info({ 'event.action': 'saga.failed', 'labels.saga': row.id, ...errorFields(error) }, 'a saga was taken back or is tried again later');
      });
    }
  }

  async #forget(): Promise<void> {
    const before = iso(Date.now() - keep);
    await this.#surroundings.transactions.run(async transaction => {
      for (const status of ['completed', 'compensated'] as const) await transaction.execute(forgetSagas, { before, status });
    });
  }
}
