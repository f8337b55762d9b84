import type { Counter } from './counter.ts';
import { parseLimits } from './limit.ts';
import { MemoryCounter } from './memory-counter.ts';

/** The counters of `AURORA_RATE_LIMITS` by class, in this process's memory, for a process that counts for others. Throws a `SettingsError`. */
export const memoryCounters = (entries: readonly string[]): ReadonlyMap<string, Counter> =>
  new Map([...parseLimits(entries)].map(([name, limit]) => [name, new MemoryCounter(limit)]));
