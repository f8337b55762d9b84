import type { RequestClass } from '@aurora/kernel';
import { parseDuration, SettingsError } from '@aurora/platform/settings';

/** What a request is counted as; `failed` are refused credentials. */
export type LimitClass = RequestClass | 'failed';

/** So many requests in a window that begins with a caller's first. */
export interface Limit {
  readonly name: LimitClass;
  readonly requests: number;
  /** Seconds. */
  readonly window: number;
}

/** The longest window, in milliseconds: timers of Node's end after 24.8 days. */
const longest = 24 * 86_400_000;

/** The limits of `AURORA_RATE_LIMITS`, one of each class at most. Throws a `SettingsError`. */
export function parseLimits(entries: readonly string[]): ReadonlyMap<LimitClass, Limit> {
  const limits = new Map<LimitClass, Limit>();
  for (const entry of entries) {
    const [, name, requests, window] = /^(read|write|upload|failed)=(\d+)\/(\d+\w+)$/.exec(entry) ?? [];
    const milliseconds = window === undefined ? undefined : parseDuration(window);
    if (milliseconds === undefined) throw new SettingsError([`AURORA_RATE_LIMITS must hold limits such as read=6000/1m, not ${JSON.stringify(entry)}.`]);
    if (milliseconds > longest) throw new SettingsError([`AURORA_RATE_LIMITS takes windows of at most 24d, not ${JSON.stringify(entry)}.`]);
    if (limits.has(name as LimitClass)) throw new SettingsError([`AURORA_RATE_LIMITS takes one limit of a class, not two for ${name}.`]);
    limits.set(name as LimitClass, { name: name as LimitClass, requests: Number(requests), window: milliseconds / 1000 });
  }
  return limits;
}
