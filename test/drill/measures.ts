import type { ModuleName } from '../running/modules.ts';

/** One thing that a client wanted, with everything that it took. Times are milliseconds since the drill began. */
export interface Sample {
  readonly module: ModuleName;
  readonly write: boolean;
  /** When the client was to begin. */
  readonly due: number;
  /** When it had a definite answer; infinite if it never had one. */
  readonly ended: number;
}

/** A request that got no answer, or none that decides. */
export interface Failure {
  readonly module: ModuleName;
  readonly begun: number;
  readonly ended: number;
  readonly why: string;
}

/** A part of the drill, until the next begins. */
export interface Stage {
  readonly name: string;
  readonly phase: Phase;
  readonly from: number;
}

export const phases = ['before', 'during', 'after'] as const;
export type Phase = (typeof phases)[number];

/** What is seen of a load, by when it was. */
export class Measures {
  readonly #began = performance.now();
  readonly samples: Sample[] = [];
  readonly failures: Failure[] = [];
  readonly stages: Stage[] = [];
  /** Requests that were sent, repeats too. */
  requests = 0;
  /** Answers that contradict what the same client had been told before. */
  readonly wrong: string[] = [];

  now(): number {
    return performance.now() - this.#began;
  }

  enter(phase: Phase, name: string): void {
    this.stages.push({ phase, name, from: this.now() });
  }

  get stage(): Stage | undefined {
    return this.stages.at(-1);
  }
}

/** The value that `share` of them do not exceed; undefined of none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
}

/**
 * The longest time in which no write was acknowledged while at least one was wanted: from the last acknowledgement, or from when
 * a write was next due, to the next acknowledgement. 0 of no writes.
 */
export function longestPause(writes: readonly Pick<Sample, 'due' | 'ended'>[], end: number): number {
  const byEnd = writes.map(({ due, ended }) => ({ due, ended: Math.min(ended, end) })).sort((a, b) => a.ended - b.ended);
  // Of each write and all that are acknowledged after it, when the first was due.
  const earliest = byEnd.map(({ due }) => due);
  for (let index = earliest.length - 2; index >= 0; index -= 1) earliest[index] = Math.min(earliest[index]!, earliest[index + 1]!);
  return byEnd.reduce((longest, { ended }, index) => Math.max(longest, ended - Math.max(byEnd[index - 1]?.ended ?? 0, earliest[index]!)), 0);
}
