import { AuroraError } from '@aurora/kernel';
import { pivotOf, type SagaDefinition } from './definition.ts';
import { keptFailure, messageOf, verdictOn } from './failure.ts';
import type { SagaRow } from './saga-table.ts';

/** What a saga may become. */
export type Change = Partial<Pick<SagaRow, 'state' | 'step' | 'direction' | 'status' | 'attempts' | 'error' | 'failure' | 'active_command' | 'lease_until'>>;

/** Milliseconds between looks for sagas that have been left. */
export const sweep = 2_000;
/** Milliseconds that a step which fails again and again is left alone at most. */
const longestPause = 60_000;

export const iso = (time: number): string => new Date(time).toISOString();

/** Whoever looks next goes on with it. */
export const atOnce = (): string => iso(Date.now() - 1);

/** Later the more often it has failed. */
export const pauseAfter = (attempts: number): number => Math.min(longestPause, sweep * 2 ** (attempts - 1));

const merged = ({ state }: SagaRow, more: object | void): string => JSON.stringify({ ...JSON.parse(state) as object, ...more });

/** The step is done. */
export function forward(saga: SagaRow, { steps }: SagaDefinition<object>, more: object | void): Change {
  const step = saga.step + 1;
  const ended = step === steps.length ? { status: 'completed', active_command: null } as const : { status: 'running' } as const;
  return { state: merged(saga, more), step, attempts: 0, error: null, ...ended };
}

/** A part of the step is done. */
export const onward = (saga: SagaRow, more: object | void): Change => ({ state: merged(saga, more), attempts: 0, error: null });

/** The step is taken back. */
export const backward = ({ step }: SagaRow): Change =>
  (step === 0 ? { status: 'compensated', active_command: null, attempts: 0 } : { step: step - 1, direction: 'backward', status: 'running', attempts: 0 });

/** What was asked for is refused, or will not come in time: from here on steps are taken back. */
export const turnedBack = (error: unknown, direction: 'settling' | 'backward'): Change =>
  ({ direction, status: 'running', attempts: 0, error: messageOf(error), failure: keptFailure(error) });

/** The module that was asked has answered. */
export function answered(saga: SagaRow, definition: SagaDefinition<object>, answer: { readonly state?: object; readonly error?: AuroraError }): Change {
  if (!answer.error) return { ...(saga.direction === 'forward' ? forward(saga, definition, answer.state) : backward(saga)), lease_until: atOnce() };
  const attempts = saga.attempts + 1;
  const verdict = verdictOn(answer.error, { ...saga, attempts }, pivotOf(definition), true);
  if (verdict === 'back') return { ...turnedBack(answer.error, 'backward'), lease_until: atOnce() };
  return { attempts, error: messageOf(answer.error), status: verdict === 'stuck' ? 'stuck' : 'running', lease_until: iso(Date.now() + pauseAfter(attempts)) };
}

/** The module that was asked has not answered in time: before the pivot that is a refusal, else it is asked again. */
export function unanswered(saga: SagaRow, definition: SagaDefinition<object>): Change {
  const error = new AuroraError('DEADLINE_EXCEEDED', `There was no answer to ${definition.steps[saga.step]!.name} in time.`);
  if (saga.direction === 'forward' && saga.step < pivotOf(definition)) return turnedBack(error, 'backward');
  return { status: 'running', attempts: saga.attempts + 1, error: error.message };
}
