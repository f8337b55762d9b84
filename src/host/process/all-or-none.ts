/**
 * Does `work` for every item at once. Where one fails, or `told` is aborted, the signal that the others were given is too; rejects
 * with what failed first, but only when all have ended, so that nothing is opened behind the caller's back.
 */
export async function allOrNone<Item, Result>(items: readonly Item[], told: AbortSignal, work: (item: Item, signal: AbortSignal) => Promise<Result>): Promise<Result[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([told, failing.signal]);
  const working = items.map(item => work(item, signal));
  for (const one of working) one.catch((error: unknown) => failing.abort(error));
  await Promise.allSettled(working);
  told.throwIfAborted();
  if (failing.signal.aborted) throw failing.signal.reason;
  return Promise.all(working);
}
