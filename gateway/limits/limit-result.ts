import { AuroraError } from '@aurora/kernel';
import type { Exchange } from '@aurora/platform/http';
import type { Count } from './counter.ts';
import type { Limit } from './limit.ts';

/** What counting a request has come to. */
export interface LimitResult {
  /** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), name and value in turn: for every answer, a refusal too. */
  readonly headers: readonly string[];
  /** 429, if the limit has been passed. */
  readonly refusal: AuroraError | undefined;
}

function refusalBy({ name, requests, window }: Limit, retryAfter: number): AuroraError {
  const what = name === 'failed' ? 'refused credentials from one address' : `requests of the class ${name}`;
  return new AuroraError('TOO_MANY_REQUESTS', `No more than ${requests} ${what} in ${window} s.`, { retryAfter, details: { limit: requests, window_seconds: window } });
}

export function limitResult(limit: Limit, { consumedPoints, msBeforeNext }: Count): LimitResult {
  const { name, requests, window } = limit;
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return {
    headers: ['ratelimit-policy', `"${name}";q=${requests};w=${window}`, 'ratelimit', `"${name}";r=${Math.max(0, requests - consumedPoints)};t=${seconds}`],
    refusal: consumedPoints > requests ? refusalBy(limit, seconds) : undefined,
  };
}

/** Lets the answer to `exchange`, whatever it will be, carry the headers; throws the refusal if there is one. */
export function applyLimit(exchange: Exchange, { headers, refusal }: LimitResult): void {
  exchange.extraHeaders = [...exchange.extraHeaders, ...headers];
  if (refusal) throw refusal;
}
