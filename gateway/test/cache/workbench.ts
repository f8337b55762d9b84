import { Registry } from 'prom-client';
import { AnswerCache, cacheKey, Entry, MemoryStore, type AnswerStore, type Asked, type CacheKey } from '../../cache/index.ts';

export const bounds = { maxAge: 5, staleIfError: 60 };

export const key = (asked: Partial<Asked> = {}): CacheKey => cacheKey({ operation: 'thing.get', parameters: '/things/1', variant: '', principal: '*', ...asked });

export const entry = (text: string): Entry => Entry.of({ status: 200, headers: { 'content-type': 'text/plain', etag: `"${text}"` }, body: Buffer.from(text) })!;

/** A production that says how often it ran and gives `text`. */
export function producing(text: string) {
  const produce = async (): Promise<Entry> => {
    produce.runs += 1;
    return entry(text);
  };
  produce.runs = 0;
  return produce;
}

/** A production that ends when the test says so. */
export function heldProduction<Made = Entry>() {
  const { promise, resolve, reject } = Promise.withResolvers<Made>();
  return { produce: () => promise, give: resolve, fail: reject };
}

/** What a fetch gave: where it came from, and its text. */
export const seen = async (fetched: unknown): Promise<readonly [string, string | undefined]> => {
  const { result, entry: found } = await (fetched as Promise<{ result: string; entry?: Entry }>);
  return [result, found && String(found.body)];
};

/** Counted answers by result. */
export async function countsOf(registry: Registry): Promise<Record<string, number>> {
  const lines = [...(await registry.metrics()).matchAll(/^aurora_cache_total\{operation="thing\.get",result="(\w+)"\} (\d+)$/gm)];
  return Object.fromEntries(lines.map(([, result, count]) => [result!, Number(count)]));
}

/** A cache in memory, whose clock the test moves; milliseconds. */
export function inMemory() {
  const registry = new Registry();
  const clock = { now: 1_000 };
  const now = (): number => clock.now;
  return { ...over(new MemoryStore(now), now, registry), clock };
}

/** A cache over a store. */
export function over(store: AnswerStore, now?: () => number, registry = new Registry()) {
  return { cache: new AnswerCache({ store, registry, ...(now && { now }) }), counts: () => countsOf(registry) };
}
