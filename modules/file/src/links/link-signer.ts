import { createHmac, timingSafeEqual } from 'node:crypto';
import { AuroraError } from '@aurora/kernel';

export type Disposition = 'inline' | 'attachment';

interface Key { readonly id: string; readonly key: Buffer }

/** What a link lets its holder do, as text: for one file, in one way, until `exp` (seconds since the epoch). */
export interface Link {
  readonly id: string;
  readonly disposition: string;
  readonly exp: string;
}

/** How far the clocks of two hosts may be apart, in milliseconds. */
const skew = 60_000;

const signature = ({ id, disposition, exp }: Link, key: Key): string =>
  `${key.id}.${createHmac('sha256', key.key).update(JSON.stringify(['aurora file link 1', key.id, id, disposition, exp])).digest('base64url')}`;

function equal(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

const refused = (): AuroraError => new AuroraError('LINK_REFUSED');

/**
 * Signs links that let anyone read one file for a while. A link says nothing that a forger could learn from: whether a file
 * exists is looked up only after the signature holds.
 */
export class LinkSigner {
  readonly #keys: () => readonly Key[];
  readonly #ttl: number;

  /** `keys` answers the key that signs, then older ones that still verify. `ttl` is in milliseconds. */
  constructor(keys: () => readonly Key[], ttl: number) {
    this.#keys = keys;
    this.#ttl = ttl;
  }

  /** The parameters of a new link, and when it ends (milliseconds since the epoch). */
  sign(id: string, disposition: Disposition): { readonly parameters: URLSearchParams; readonly expires: number } {
    const seconds = Math.max(1, Math.floor((Date.now() + this.#ttl) / 1000));
    const exp = String(seconds);
    const sig = signature({ id, disposition, exp }, this.#keys()[0]!);
    return { parameters: new URLSearchParams({ disposition, exp, sig }), expires: seconds * 1000 };
  }

  /** What a link allows and for how many milliseconds more. Throws `LINK_REFUSED` unless `sig` is ours for exactly this link and its time has come neither to an end nor beyond what any link gets. */
  verify(link: Link & { readonly sig: string }): { readonly disposition: Disposition; readonly remaining: number } {
    const { disposition, exp, sig } = link;
    const key = this.#keys().find(({ id }) => id === sig.slice(0, Math.max(0, sig.lastIndexOf('.'))));
    if (!key || !equal(sig, signature(link, key))) throw refused();
    if (disposition !== 'inline' && disposition !== 'attachment') throw refused();
    const remaining = Number(exp) * 1000 - Date.now();
    if (!(remaining > 0 && remaining <= this.#ttl + skew)) throw refused();
    return { disposition, remaining };
  }
}
