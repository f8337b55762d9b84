import { unlessAborted } from '../resilience/unless-aborted.ts';

/** Milliseconds in which a broker must have agreed to what it is asked while a channel is set up. */
const patience = 10_000;

/** The broker has not answered in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor() {
    super('the broker does not answer');
  }
}

/**
 * What `work` gives; rejects when `signal` is aborted, and with `NoAnswer` where there is none: a quorum queue without a leader leaves a
 * question open for ever, on a connection that is well.
 */
export async function agreed<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswer()), patience);
  try {
    return await unlessAborted(signal, () => Promise.race([work(), late]));
  } finally {
    clearTimeout(timer);
  }
}
