import type { CacheKey } from './cache-key.ts';
import type { Entry } from './entry.ts';

/** What a store knows of a key. */
export interface Reading {
  /** The module's epoch: another after each invalidation. */
  readonly epoch: string | number;
  /** The copy, if it is of this epoch. */
  readonly entry?: Entry;
  /** Milliseconds since its production began. */
  readonly age: number;
}

/** Where copies are kept. Nothing here rejects: a store that is away keeps nothing. */
export interface AnswerStore {
  read(key: CacheKey): Reading | Promise<Reading>;
  /** Keeps a copy that was made in `epoch` and is `age` milliseconds old, until it is `lifetime` milliseconds old; not if the epoch is another by now. */
  write(key: CacheKey, epoch: Reading['epoch'], entry: Entry, age: number, lifetime: number): void;
  /** Begins another epoch of the module; resolves once all who share the store know. */
  invalidate(module: string): void | Promise<void>;
  close(): void;
}
