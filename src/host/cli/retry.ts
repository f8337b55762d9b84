import { setTimeout as sleep } from 'node:timers/promises';

/** A try that failed in a way that passes: a repeat may succeed. */
export class Transient extends Error {
  override readonly name = 'Transient';
  /** What is reported if no repeat succeeds. */
  readonly reason: unknown;
  /** Seconds that the server asked to wait. */
  readonly retryAfter: number | undefined;
  constructor(reason: unknown, retryAfter?: number) {
    super('transient');
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

/** The user asked to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() { super('interrupted'); }
}

const tries = 7;
/** Milliseconds. */
const firstPause = 250, longestPause = 10_000, longestRetryAfter = 120_000;

/**
 * Repeats `work` while it throws a `Transient`, at most seven times in all, with full jitter or as long as the server asked;
 * then throws the last reason. Pauses end with `Interrupted` when `signal` is aborted.
 */
export async function withRetries<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      if (attempt === tries) throw error.reason;
      await pause(error.retryAfter, attempt, signal);
    }
  }
}

async function pause(retryAfter: number | undefined, attempt: number, signal: AbortSignal): Promise<void> {
  const jitter = Math.random() * Math.min(longestPause, firstPause * 2 ** attempt);
  const asked = Math.min((retryAfter ?? 0) * 1000, longestRetryAfter);
  try {
    await sleep(asked + jitter, undefined, { signal });
  } catch {
    throw new Interrupted();
  }
}

/** Seconds of a `Retry-After` field, in either of its forms. */
export function parseRetryAfter(field: string | null, now = Date.now()): number | undefined {
  if (field === null) return undefined;
  if (/^\d{1,9}$/.test(field.trim())) return Number(field);
  const date = Date.parse(field);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
