/** Milliseconds in which a broker must have agreed to what it is asked while a channel is set up. */
const patience = 10_000;

/**
 * What `work` gives; rejects when `signal` is aborted, and where the broker does not answer: a quorum queue without a leader leaves a
 * question open for ever, on a connection that is well.
 */
export async function agreed<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  const { promise: ends, reject: end } = Promise.withResolvers<never>();
  const given = (): void => end(signal.reason);
  const timer = setTimeout(() => end(new Error('the broker does not answer')), patience);
  signal.addEventListener('abort', given, { once: true });
  try {
    return await Promise.race([work(), ends]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', given);
  }
}
