/** What a gateway says when it listens. */
export interface Announcement {
  /** For people. */
  readonly banner: string;
  readonly url: string;
  /** Where other hosts reach its modules, if it has any. */
  readonly modulesUrl: string | undefined;
}

/** Requests counted in one turn of a worker: class and key of each, and where each stands then, consumed and milliseconds left. */
export type Counted = readonly (readonly [name: string, key: string])[];
export type Counts = readonly (readonly [consumedPoints: number, msBeforeNext: number])[];

/** What a worker says to the primary process. */
export type FromWorker =
  | { readonly is: 'ready'; readonly announcement: Announcement }
  | { readonly is: 'failed'; readonly message: string }
  /** Asks all workers, itself included. */
  | { readonly is: 'ask'; readonly id: number; readonly what: string; readonly argument: string }
  | { readonly is: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly is: 'count'; readonly id: number; readonly counted: Counted };

/** What the primary process says to a worker. */
export type ToWorker =
  | { readonly is: 'stop'; readonly signal: string }
  | { readonly is: 'question'; readonly id: number; readonly what: string; readonly argument: string }
  | { readonly is: 'answers'; readonly id: number; readonly answers: readonly unknown[] }
  | { readonly is: 'counts'; readonly id: number; readonly counts: Counts };
