import { unlessAborted } from '@aurora/platform/resilience';

/** Nobody waits for the answer any more. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Makes one read, for at most `milliseconds`; rejects when the time is up or `controller` aborts, whether or not the read has noticed. */
export async function leg<Result>(read: (signal: AbortSignal) => Promise<Result>, milliseconds: number, controller: AbortController): Promise<Result> {
  const timer = setTimeout(() => controller.abort(new TimedOut()), milliseconds).unref();
  try {
    return await unlessAborted(controller.signal, () => read(controller.signal));
  } finally {
    clearTimeout(timer);
  }
}
