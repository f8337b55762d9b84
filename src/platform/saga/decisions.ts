import { AuroraError } from '@aurora/kernel';
import { isQuestion, pivotOf, type SagaDefinition } from './definition.ts';
import { atOnce, turnedBack, type Change } from './progress.ts';
import type { SagaRow } from './saga-table.ts';

/** Whether the step without return may have been taken. */
export const isPastPivot = ({ direction, status, step }: SagaRow, definition: SagaDefinition<object>): boolean =>
  status === 'completed' || (direction === 'forward' && step >= pivotOf(definition));

function requireOpen({ id, status }: SagaRow): void {
  if (status === 'completed' || status === 'compensated') throw new AuroraError('CONFLICT', `Saga ${id} has ended: it is ${status}.`);
}

/** An operator lets a saga go on now. Throws `CONFLICT` for one that has ended. */
export function retried(saga: SagaRow): Change {
  requireOpen(saga);
  return { status: 'running', attempts: 0, lease_until: atOnce() };
}

/**
 * An operator takes a saga back: of a step that may have been asked for it is found out first whether it was done, unless that is what it is
 * stuck at. Throws `CONFLICT` for one that has ended or may be past its pivot.
 */
export function takenBack(saga: SagaRow, definition: SagaDefinition<object>, reason: string): Change {
  requireOpen(saga);
  if (isPastPivot(saga, definition)) throw new AuroraError('CONFLICT', `Saga ${saga.id} is past its pivot, ${definition.pivot ?? 'its start'}: there is no way back, only on.`, { details: { pivot: definition.pivot ?? null } });
  if (saga.direction !== 'forward') return { ...retried(saga), direction: 'backward' };
  const settles = saga.status !== 'waiting' && !isQuestion(definition.steps[saga.step]!);
  return { ...turnedBack(new AuroraError('CONFLICT', `An operator has taken it back: ${reason}`), settles ? 'settling' : 'backward'), lease_until: atOnce() };
}
