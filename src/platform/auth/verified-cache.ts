import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Identity, Verified } from './identity.ts';

const maxEntries = 10_000;

/**
 * Credentials found good, by the hash of how they were presented; the credential itself is not kept, nor anything of a refused one.
 * Bounded by number and, each, by `until`.
 */
export class VerifiedCache {
  readonly #known = new LRUCache<string, Verified>({ max: maxEntries });
  readonly #pending = new Map<string, Promise<Identity>>();
  readonly #verify: (presented: string) => Promise<Verified>;
  readonly #recheck: (verified: Verified) => void;
  readonly #now: () => number;

  /** `verify` proves a credential at length. `recheck` runs on every hit and throws if it has been withdrawn since. */
  constructor(verify: (presented: string) => Promise<Verified>, recheck: (verified: Verified) => void, now: () => number) {
    this.#verify = verify;
    this.#recheck = recheck;
    this.#now = now;
  }

  /** Whose it is: at once if that is known, else a promise, shared by all who ask meanwhile. Throws, or rejects, if it is refused. */
  identify(presented: string): Identity | Promise<Identity> {
    const key = hash('sha256', presented, 'base64url');
    const known = this.#known.get(key);
    if (known !== undefined && this.#now() < known.until) {
      this.#recheck(known);
      return known.identity;
    }
    return this.#pending.get(key) ?? this.#prove(key, presented);
  }

  #prove(key: string, presented: string): Promise<Identity> {
    const proof = this.#verify(presented).then(verified => {
      this.#recheck(verified);
      this.#known.set(key, verified);
      return verified.identity;
    }).finally(() => this.#pending.delete(key));
    this.#pending.set(key, proof);
    return proof;
  }
}
