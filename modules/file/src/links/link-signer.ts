import { createHmac, timingSafeEqual } from 'node:crypto';
import { AuroraError } from '@aurora/kernel';

export type Disposition = 'inline' | 'attachment';

interface Key { readonly id: string; readonly key: Buffer }

/** What a link lets its holder do, as text: for these bytes of one file, in one way, until `exp` (seconds since the epoch). */
export interface Link {
  readonly id: string;
  readonly disposition: string;
  readonly exp: string;
  /** Beginning of the SHA-256 of the bytes, in hexadecimal. */
  readonly digest?: string | undefined;
  /** Id of the grant by which it is counted and can be revoked; none for a link that nobody remembers. */
  readonly grant?: string | undefined;
}

/** What is asked of a link that is to be signed; `expires` is in milliseconds since the epoch, and by default in as long as links last. */
export interface LinkRequest {
  readonly id: string;
  readonly disposition: Disposition;
  readonly sha256: string;
  readonly grant?: { readonly id: string; readonly expires: number };
}

/** What a link allows. */
export interface Allowed {
  readonly disposition: Disposition;
  /** Milliseconds that are left of it. */
  readonly remaining: number;
  readonly grant: string | undefined;
}

/** How far the clocks of two hosts may be apart, in milliseconds. */
const skew = 60_000;

/** Characters of a digest in a link: who has the link may have the bytes, so it need not be whole. */
const digestLength = 16;

const signature = ({ id, digest = '', disposition, exp, grant = '' }: Link, key: Key): string =>
  `${key.id}.${createHmac('sha256', key.key).update(JSON.stringify(['aurora file link 2', key.id, id, disposition, exp, digest, grant])).digest('base64url')}`;

function equal(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

export const linkRefused = (): AuroraError => new AuroraError('LINK_REFUSED');

/**
 * Signs links that let anyone read one file for a while. A link says nothing that a forger could learn from: whether a file
 * exists is looked up only after the signature holds.
 */
export class LinkSigner {
  readonly #keys: () => readonly Key[];
  readonly #ttl: number;
  readonly #longest: number;

  /** `keys` answers the key that signs, then older ones that still verify. `ttl` is how long a link lasts, `longest` how long one with a grant may, in milliseconds. */
  constructor(keys: () => readonly Key[], ttl: number, longest: number) {
    this.#keys = keys;
    this.#ttl = ttl;
    this.#longest = longest;
  }

  /** The parameters of a new link, and when it ends (milliseconds since the epoch). */
  sign({ id, disposition, grant, sha256 }: LinkRequest): { readonly parameters: URLSearchParams; readonly expires: number } {
    const seconds = Math.max(1, Math.floor((grant?.expires ?? Date.now() + this.#ttl) / 1000));
    const link = { id, disposition, exp: String(seconds), digest: sha256.slice(0, digestLength), grant: grant?.id };
    const { digest, exp } = link;
    const parameters = new URLSearchParams({ disposition, exp, digest, ...(grant ? { grant: grant.id } : {}), sig: signature(link, this.#keys()[0]!) });
    return { parameters, expires: seconds * 1000 };
  }

  /** What a link allows. Throws `LINK_REFUSED` unless `sig` is ours for exactly this link and its time has come neither to an end nor beyond what any link gets. */
  verify(link: Link & { readonly sig: string }): Allowed {
    const { disposition, exp, sig } = link;
    const grant = link.grant || undefined;
    const key = this.#keys().find(({ id }) => id === sig.slice(0, Math.max(0, sig.lastIndexOf('.'))));
    if (!key || !equal(sig, signature(link, key))) throw linkRefused();
    if (disposition !== 'inline' && disposition !== 'attachment') throw linkRefused();
    const remaining = Number(exp) * 1000 - Date.now();
    if (!(remaining > 0 && remaining <= (grant === undefined ? this.#ttl : this.#longest) + skew)) throw linkRefused();
    return { disposition, remaining, grant };
  }

  /** Throws `LINK_REFUSED` unless a link is for these bytes. */
  requireBytes({ digest }: Pick<Link, 'digest'>, sha256: string): void {
    if (sha256.slice(0, digestLength) !== digest) throw linkRefused();
  }
}
