/**
 * Works on `items` with at most `limit` at a time, taking them as it goes. Stops taking when `signal` is aborted or when `work` throws;
 * what is under way is waited for. Throws the first error of `work`.
 */
export async function forEachConcurrently<Item>(
  items: Iterable<Item> | AsyncIterable<Item>, limit: number, signal: AbortSignal, work: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for await (const item of items) {
    if (failure || signal.aborted) break;
    const one: Promise<void> = work(item).catch((error: unknown) => { failure ??= { error }; }).finally(() => running.delete(one));
    running.add(one);
    if (running.size >= limit) await Promise.race(running);
  }
  await Promise.all(running);
  if (failure) throw failure.error;
}
