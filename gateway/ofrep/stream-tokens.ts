import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Milliseconds: tokens made within one such span are the same, so that an answer's entity tag lasts; each works until the next span is over. */
const span = 5 * 60_000;

/** Tokens that are kept. */
const most = 10_000;

const wellFormed = /^([0-9a-z]{1,11})\.([\w-]{16})\.([\w-]{43})$/;

/**
 * Tokens that open an event stream, for clients that can put nothing but a URL together (`EventSource`). Each is bound to who asked for it and
 * ends within ten minutes; it opens nothing else, and says nothing of who it is for.
 */
export class StreamTokens {
  readonly #keys: readonly Buffer[];
  /** Those of the present span, by principal: clients ask again and again. */
  readonly #issued = new Map<string, string>();
  #span = 0;

  /** The first key signs; all verify. */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys;
  }

  issue(principal: string, now = Date.now()): string {
    const present = Math.floor(now / span);
    if (this.#span !== present || this.#issued.size >= most) this.#issued.clear();
    this.#span = present;
    const known = this.#issued.get(principal);
    if (known !== undefined) return known;
    const token = this.#make(principal, now);
    this.#issued.set(principal, token);
    return token;
  }

  #make(principal: string, now: number): string {
    const text = `${Math.floor(now / span).toString(36)}.${createHash('sha256').update(principal).digest('base64url').slice(0, 16)}`;
    return `${text}.${mac(this.#keys[0]!, text)}`;
  }

  /** For whom a token is, the same for the same principal; undefined for one that does not count, or not any more. */
  verify(token: string, now = Date.now()): string | undefined {
    const [, made, holder, given] = wellFormed.exec(token) ?? [];
    if (made === undefined || holder === undefined || given === undefined) return undefined;
    const known = this.#keys.some(key => timingSafeEqual(Buffer.from(mac(key, `${made}.${holder}`)), Buffer.from(given)));
    const age = Math.floor(now / span) - Number.parseInt(made, 36);
    return known && (age === 0 || age === 1) ? holder : undefined;
  }
}

const mac = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');
