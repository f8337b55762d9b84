import { AuroraError, isErrorCode } from '@aurora/kernel';
import type { SagaRow } from './saga-table.ts';

/** Tries of one step before an operator must look. */
const triesInAll = 10;

/** A refusal is final: what was asked for has not been done and will not be. After any other error it may have been. */
export const isFinal = (error: unknown): boolean => error instanceof AuroraError && error.status < 500 && error.code !== 'COMMAND_RUNNING' && error.code !== 'TOO_MANY_REQUESTS';

/** Somebody is away, slow or busy; that is no reason to give up what must be done. */
const passing = new Set<unknown>(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'COMMAND_RUNNING', 'TOO_MANY_REQUESTS']);
const isPassing = (error: unknown): boolean => error instanceof AuroraError && passing.has(error.code);

/** What to do after a step has failed: turn back, wait for an operator, try again later, or again at once. */
export type Verdict = 'back' | 'stuck' | 'later' | 'again';

/** `enough`: the step has been tried as often as this run may. A pivot that may have been taken is not taken back. */
export function verdictOn(error: unknown, { attempts, direction, step }: Pick<SagaRow, 'attempts' | 'direction' | 'step'>, pivot: number, enough: boolean): Verdict {
  if (direction === 'forward' && step <= pivot && (isFinal(error) || (step < pivot && enough))) return 'back';
  if (attempts >= triesInAll && !isPassing(error)) return 'stuck';
  return enough ? 'later' : 'again';
}

export const messageOf = (error: unknown): string => String((error as Error).message ?? error).slice(0, 1_000);

/** An error as it is kept with the saga; of what is no `AuroraError`, only that something went wrong. */
export function keptFailure(error: unknown): string {
  const { code, details, message } = error instanceof AuroraError ? error : new AuroraError('INTERNAL');
  return JSON.stringify({ code, message, details });
}

/** The error that has turned a saga back; undefined for one that has not turned back. */
export function failureOf({ failure }: Pick<SagaRow, 'failure'>): AuroraError | undefined {
  if (failure === null) return undefined;
  const { code, details, message } = JSON.parse(failure) as { code: string; message: string; details: Record<string, unknown> };
  return new AuroraError(isErrorCode(code) ? code : 'INTERNAL', message, { details });
}
