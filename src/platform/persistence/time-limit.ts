import { AuroraError } from '@aurora/kernel';

/** Milliseconds in which a server must have done what it is asked at once: more than it waits for a lock, less than any operation has. */
export const answerLimit = 4_500;

/** What a time limit tells the work that it is set to. */
export interface TimeLimit {
  /** Whoever asked has been told that the database does not answer: nothing is to be done for them any more. */
  passed: boolean;
}

/**
 * What `work` gives; rejects after `milliseconds` as if the server were out of reach. A server that stands still keeps its
 * connections open and answers nothing, so that neither the driver nor the system would ever end the waiting.
 */
export function within<Result>(milliseconds: number, work: (limit: TimeLimit) => Promise<Result>): Promise<Result> {
  const limit: TimeLimit = { passed: false };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      limit.passed = true;
      reject(new AuroraError('UNAVAILABLE', 'The database does not answer.', { retryAfter: 2 }));
    }, milliseconds);
    work(limit).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
