import { isAway, isAwayStatus, matchesWeakly } from '@aurora/kernel';
import { securityHeaders, type Admitted, type Exchange } from '@aurora/platform/http';
import { cacheKey, canonicalParameters, Entry, wantsAnswerAnew, type AnswerCache, type Bounds, type CacheKey, type Kept } from '../cache/index.ts';
import { endWhole } from '../forwarding/end-whole.ts';
import type { Answer } from '../shadow/index.ts';
import { aside } from './aside.ts';

/** Answers reads from copies, where the contract allows it. */
export class CachedReads {
  readonly #cache: AnswerCache;

  constructor(cache: AnswerCache) {
    this.#cache = cache;
  }

  /** Whether a copy may answer the request: it has been authorised, and its operation may be kept. */
  serves({ exchange: { refusal, request }, match: { route: { label, operation } } }: Admitted): boolean {
    if (operation.cache?.shared === undefined || refusal || request.headers.range !== undefined) return false;
    if (!wantsAnswerAnew(request.headers['cache-control'])) return true;
    this.#cache.bypass(label);
    return false;
  }

  /** Ends all copies of a module's answers; resolves once that holds. */
  changed(module: string): void | Promise<void> {
    return this.#cache.invalidate(module);
  }

  /** Answers from a copy, or from what `produce` gives, which is kept if it may be. */
  async answer(admitted: Admitted, produce: (own: Admitted) => Promise<void>): Promise<void> {
    const { exchange, match: { route: { operation } } } = admitted;
    const { shared } = operation.cache!;
    const key = keyOf(admitted);
    try {
      const fetched = this.#cache.fetch<Answer>(key, shared!, () => made(admitted, produce));
      const kept = fetched instanceof Promise ? await fetched : fetched;
      if (kept.entry) sendEntry(exchange, kept);
      else if (isAwayStatus(kept.other.status) && await this.#standIn(exchange, key, shared!)) return;
      else sendOther(exchange, kept.other);
    } catch (error) {
      if (isAway(error) && await this.#standIn(exchange, key, shared!)) return;
      throw error;
    }
  }

  /** Answers with a copy that is past its time; false if there is none that may stand in. */
  async #standIn(exchange: Exchange, key: CacheKey, bounds: Bounds): Promise<boolean> {
    const kept = await this.#cache.stale(key, bounds);
    if (!kept) return false;
    sendEntry(exchange, kept);
    return true;
  }
}

function keyOf({ exchange: { principal, request, target }, match: { route } }: Admitted): CacheKey {
  return cacheKey({
    operation: route.label, parameters: canonicalParameters(target!.path, target!.query), principal: route.operation.cache!.perPrincipal ? principal!.id : '*',
    variant: `${request.headers['accept-encoding'] ?? ''} ${request.headers.accept ?? ''}`,
  });
}

/** The answer as one that may be kept, or as it is. */
async function made(original: Admitted, produce: (own: Admitted) => Promise<void>): Promise<Entry | Answer> {
  const { admitted, captured } = aside(original, original.deadline, true);
  // A client that leaves does not keep others from the answer.
  await produce(admitted);
  original.exchange.upstream = admitted.exchange.upstream;
  original.exchange.errorCode = admitted.exchange.errorCode;
  const answer = await captured.answer;
  return Entry.of(answer) ?? answer;
}

/** Sends a copy, or 304 to a client that has the same. */
function sendEntry({ correlationId, extraHeaders, request, response }: Exchange, { age, entry, result }: Kept): void {
  if (response.destroyed) return;
  const headers = ['x-correlation-id', correlationId, ...securityHeaders, ...extraHeaders, ...entry.headers];
  if (result !== 'miss' || age > 0) headers.push('age', String(age));
  if (result === 'stale') headers.push('warning', '110 - "Response is Stale"');
  const known = request.headers['if-none-match'];
  if (known !== undefined && entry.etag !== undefined && matchesWeakly(known, entry.etag.slice(1, -1))) response.writeHead(304, headers).end();
  else endWhole(response.writeHead(200, [...headers, 'content-length', String(entry.body.length)]), entry.body);
}

function sendOther({ correlationId, extraHeaders, response }: Exchange, { body, headers, status }: Answer): void {
  if (response.destroyed) return;
  const own = Object.entries({ ...headers, 'x-correlation-id': correlationId }).flat();
  response.writeHead(status, [...own, ...extraHeaders]).end(body);
}
