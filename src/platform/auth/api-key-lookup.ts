import type { Scope } from '@aurora/kernel';
import { LRUCache } from 'lru-cache';

/** What is stored of an API key. Times are milliseconds since the epoch. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
}

/** Where API keys are kept. */
export interface ApiKeyLookup {
  find(id: string): Promise<ApiKeyRecord | undefined>;
  /** Told of a key that was used, at most every ten seconds per key and process. Must not throw. */
  used?(id: string): void;
}

/** Milliseconds for which a record goes on while its store is away. */
const outage = 5 * 60_000;

/** The same lookup, which answers from memory while the store fails: from what it last said, at most five minutes ago. */
export function withMemory(lookup: ApiKeyLookup, now: () => number): ApiKeyLookup {
  const remembered = new LRUCache<string, { readonly record: ApiKeyRecord; readonly at: number }>({ max: 10_000 });
  return {
    async find(id) {
      try {
        const record = await lookup.find(id);
        if (record) remembered.set(id, { record, at: now() });
        else remembered.delete(id);
        return record;
      } catch (error) {
        const last = remembered.get(id);
        if (last && now() - last.at < outage) return last.record;
        throw error;
      }
    },
    used: id => lookup.used?.(id),
  };
}
