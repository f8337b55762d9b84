import { LRUCache } from 'lru-cache';
import type { AnswerStore, Reading } from './answer-store.ts';
import type { CacheKey } from './cache-key.ts';
import type { Entry } from './entry.ts';

/** Bytes of all copies together, about. */
const maxSize = 64 * 1024 ** 2;

interface Kept {
  readonly epoch: number;
  readonly entry: Entry;
  /** When its production began. */
  readonly begun: number;
}

/** What a copy takes beside its body: key, headers, and the objects. */
const sizeOf = ({ entry }: Kept, key: string): number => 512 + 2 * key.length + entry.headers.reduce((sum, text) => sum + text.length, 0) + entry.body.length;

/** Copies in this process's memory, those not used for longest dropped first. */
export class MemoryStore implements AnswerStore {
  readonly #kept = new LRUCache<string, Kept>({ maxSize, sizeCalculation: sizeOf });
  readonly #epochs = new Map<string, number>();
  readonly #now: () => number;

  /** `now` is in milliseconds and never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  read({ module, text }: CacheKey): Reading {
    const epoch = this.#epochs.get(module) ?? 0;
    const kept = this.#kept.get(text);
    return kept?.epoch === epoch ? { epoch, entry: kept.entry, age: this.#now() - kept.begun } : { epoch, age: 0 };
  }

  write({ module, text }: CacheKey, epoch: number, entry: Entry, age: number): void {
    if (epoch === (this.#epochs.get(module) ?? 0)) this.#kept.set(text, { epoch, entry, begun: this.#now() - age });
  }

  invalidate(module: string): void {
    this.#epochs.set(module, (this.#epochs.get(module) ?? 0) + 1);
  }

  close(): void {
    this.#kept.clear();
  }
}
