import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError, type CallContext, type Scope } from '@aurora/kernel';
import type { Commands, Transactions, Unit } from '../persistence/index.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { isQuestion, pivotOf, type SagaCall, type SagaDefinition, type SagaQuestion } from './definition.ts';
import { failureOf, isFinal, messageOf, verdictOn } from './failure.ts';
import { atOnce, backward, forward, iso, onward, pauseAfter, turnedBack, type Change } from './progress.ts';
import { changeSaga, type SagaRow } from './saga-table.ts';

/** Milliseconds that an owner counts as alive without a word. */
export const lease = 10_000;
/** Milliseconds for one step. */
export const stepTimeout = 5_000;
/** How often the time for an answer is doubled at most. */
const doublings = 6;

export interface CourseSurroundings {
  readonly module: string;
  readonly transactions: Transactions;
  readonly commands: Commands;
  readonly logger: Logger;
}

/** Another has taken the saga over. */
class Lost extends AuroraError {
  constructor() { super('UNAVAILABLE', 'Another host goes on with this.', { retryAfter: 1 }); }
}

/** One run of a saga, by one owner: from where it is to its end, or as far as it gets. */
export class Course {
  readonly #surroundings: CourseSurroundings;
  readonly #definition: SagaDefinition<object>;
  readonly #pivot: number;
  readonly #placements: CallContext['placements'];
  saga: SagaRow;

  /** `placements`: where modules are for the request that the saga belongs to. */
  constructor(surroundings: CourseSurroundings, definition: SagaDefinition<object>, saga: SagaRow, placements: CallContext['placements'] = {}) {
    this.#surroundings = surroundings;
    this.#definition = definition;
    this.#pivot = pivotOf(definition);
    this.#placements = placements;
    this.saga = saga;
  }

  get state(): object {
    return JSON.parse(this.saga.state) as object;
  }

  /**
   * Goes on until the saga has ended, waits for an answer, has handed itself back with a part of a step done, or a step has failed
   * `tries` times in this run.
   */
  async go(tries: number, deadline: number): Promise<object> {
    const known = this.saga.step === 0 && this.saga.direction === 'forward' ? await this.#doneMeanwhile() : undefined;
    if (known) return known;
    let failure: unknown;
    let failed = 0;
    let left = false;
    while (this.saga.status === 'running' && !left) {
      try {
        left = await this.#advance(deadline);
        failed = 0;
      } catch (error) {
        if (error instanceof Lost) throw error;
        failed += 1;
        const attempts = this.saga.attempts + 1;
        const ahead = this.saga.direction === 'forward';
        const verdict = verdictOn(error, { ...this.saga, attempts }, this.#pivot, failed >= tries || (ahead && Date.now() > deadline));
        const change: Change = { attempts, error: messageOf(error) };
        if (verdict === 'later') {
          await this.#save({ ...change, lease_until: iso(Date.now() + pauseAfter(attempts)) });
          if (ahead && this.saga.step > this.#pivot) return this.state;
          throw failure ?? error;
        }
        if (verdict === 'back') {
          failure = error;
          failed = 0;
        }
        if (verdict === 'stuck') this.#reportStuck(error);
        if (verdict === 'again') await wait(Math.random() * 50 * 2 ** failed);
        await this.#save({ ...change, ...(verdict === 'back' ? turnedBack(error, isFinal(error) ? 'backward' : 'settling') : verdict === 'stuck' ? { status: 'stuck' } : {}) });
      }
    }
    if (this.saga.status === 'completed' || this.saga.status === 'waiting' || left) return this.state;
    throw failure ?? failureOf(this.saga) ?? new AuroraError('UNAVAILABLE', this.saga.error ?? undefined);
  }

  #reportStuck(error: unknown): void {
    const { id, step, type } = this.saga;
    this.#surroundings.logger.error({ 'event.action': 'saga.stuck', 'labels.saga': id, 'labels.saga_type': type, 'labels.step': this.#definition.steps[step]?.name, ...errorFields(error) }, 'a saga is stuck');
  }

  /** What the command came to if another saga has carried it out before this one's row kept others out; this one ends then. */
  async #doneMeanwhile(): Promise<object | undefined> {
    const { done } = this.#definition;
    if (this.saga.active_command === null || !done) return undefined;
    const end = (): Promise<void> => this.#save({ status: 'compensated', active_command: null });
    try {
      const known = await done(this.state, this.#callFor('done', 'do', Infinity).command);
      if (known) await end();
      return known && { ...this.state, ...known };
    } catch (error) {
      if (isFinal(error)) await end();
      throw error;
    }
  }

  /** One step forward or back, and its outcome written down. True where the rest of the step is left to whoever looks next. */
  async #advance(deadline: number): Promise<boolean> {
    const { direction } = this.saga;
    const step = this.#definition.steps[this.saga.step]!;
    if (isQuestion(step)) {
      await this.#put(step, direction === 'forward' ? 'do' : 'undo');
    } else if (direction === 'forward') {
      const more = await step.run(this.state, this.#callFor(step.name, 'do', deadline));
      if (step.unfinished?.({ ...this.state, ...more })) {
        await this.#save({ ...onward(this.saga, more), lease_until: atOnce() });
        return true;
      }
      await this.#save(forward(this.saga, this.#definition, more));
    } else if (direction === 'settling') {
      const more = step.undo ? await step.run(this.state, this.#callFor(step.name, 'do', Infinity)).catch(error => { if (!isFinal(error)) throw error; }) : undefined;
      await this.#save({ ...onward(this.saga, more), error: this.saga.error, direction: 'backward' });
    } else {
      await step.undo?.(this.state, this.#callFor(step.name, 'undo', Infinity));
      await this.#save(backward(this.saga));
    }
    return false;
  }

  /** Asks, and waits from then on, both or neither. */
  async #put(step: SagaQuestion<object>, direction: 'do' | 'undo'): Promise<void> {
    const how = direction === 'do' ? step.ask : step.askBack;
    if (!how) return this.#save(backward(this.saga));
    const { command } = this.#callFor(step.name, direction, Infinity);
    const patience = step.patience * 2 ** Math.min(doublings, this.saga.attempts);
    this.saga = await this.#surroundings.commands.run({ ...command, commandId: undefined }, this.saga.type, undefined, async (unit: Unit) => {
      const { state } = onward(this.saga, await how(this.state, unit));
      const next: SagaRow = { ...this.saga, state: state!, status: 'waiting', lease_until: iso(Date.now() + patience), updated_at: unit.now };
      if (await unit.transaction.execute(changeSaga, { ...next, was: next.owner }) === 0) throw new Lost();
      return next;
    });
  }

  async #save(change: Change): Promise<void> {
    const now = Date.now();
    const next: SagaRow = { ...this.saga, lease_until: iso(now + lease), updated_at: iso(now), ...change };
    if (await this.#surroundings.transactions.run(transaction => transaction.execute(changeSaga, { ...next, was: next.owner })) === 0) throw new Lost();
    this.saga = next;
  }

  #callFor(step: string, direction: 'do' | 'undo', deadline: number): SagaCall {
    const { context, id } = this.saga;
    const { commandId, correlationId, principal, traceparent } = JSON.parse(context) as { correlationId: string; principal: { id: string; scopes: Scope[] }; commandId?: string; traceparent?: string };
    const own = `${id}:${step}:${direction}`;
    const command: CallContext = {
      correlationId, traceparent, principal: { id: principal.id, scopes: new Set(principal.scopes) }, caller: undefined,
      deadline: Math.min(Date.now() + stepTimeout, Math.max(deadline, Date.now() + 500)), commandId: commandId ?? own, placements: this.#placements,
    };
    return { ...command, caller: this.#surroundings.module, commandId: own, command };
  }
}

/** A name for each time that a saga is taken over: who had it before has lost it, and be that this very host. */
export const newOwner = (): string => randomUUID();
