import type { Operation, Placement } from '@aurora/kernel';
import type { Answer } from './answer.ts';

/** A read that has been answered, to be made once more on the other side. */
export interface ShadowTask {
  /** `subject.get`. */
  readonly operation: string;
  readonly contract: Operation;
  /** Which side answered the client. */
  readonly primarySide: Placement;
  readonly correlationId: string;
  /** Method and path, as in `GET /api/v1/subjects/17`. */
  readonly target: string;
  readonly primary: Answer;
  /** Makes the read once more on the side that answered. Without it a change between both reads cannot be told from a fault. */
  readonly repeatPrimary?: (signal: AbortSignal) => Promise<Answer>;
  /** Makes the read on the other side. What it began must end when `signal` aborts. */
  readonly shadow: (signal: AbortSignal) => Promise<Answer>;
}

/**
 * What became of it: both sides answered the `same`, at once or after a change that came between both reads; they were `different`, twice, while the client's side answered the same before and after;
 * different in another way each time or while that changed, which is a `race` with a change; different once, although it did not change, so that
 * the other side is `unsteady`; the other side `failed`, twice; the queue was full and it was `dropped`; or it was `skipped`, because its answer can't be compared.
 */
export type ShadowResult = 'same' | 'different' | 'unsteady' | 'race' | 'failed' | 'dropped' | 'skipped';
export const shadowResults: readonly ShadowResult[] = ['same', 'different', 'unsteady', 'race', 'failed', 'dropped', 'skipped'];
