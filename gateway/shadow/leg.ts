/** Nobody waits for the answer any more. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Makes one read, for at most `milliseconds`; rejects when the time is up or `controller` aborts, whether or not the read has noticed. */
export async function leg<Result>(read: (signal: AbortSignal) => Promise<Result>, milliseconds: number, controller: AbortController): Promise<Result> {
  const { signal } = controller;
  let abandon!: () => void;
  const abandoned = new Promise<never>((_resolve, reject) => {
    abandon = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abandon, { once: true });
  });
  const timer = setTimeout(() => controller.abort(new TimedOut()), milliseconds).unref();
  try {
    signal.throwIfAborted();
    return await Promise.race([read(signal), abandoned]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abandon);
  }
}
