import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A key as it is presented. `secret` is never stored. */
export interface ApiKey {
  /** 12 characters of Crockford's base 32 in lower case. Not secret. */
  readonly id: string;
  /** 32 random bytes in base64url. */
  readonly secret: string;
}

export interface NewApiKey {
  readonly id: string;
  /** The whole key, `aurora_<id>_<secret>`: shown to its owner once, and not kept. */
  readonly key: string;
  /** What is stored instead. */
  readonly hash: string;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const form = /^aurora_([0-9a-hjkmnp-tv-z]{12})_([A-Za-z0-9_-]{43})$/;

export function makeApiKey(): NewApiKey {
  const id = Array.from(randomBytes(12), byte => alphabet[byte & 31]).join('');
  const secret = randomBytes(32).toString('base64url');
  return { id, key: `aurora_${id}_${secret}`, hash: hashApiKey({ id, secret }) };
}

/** The parts of a key, or undefined if `text` has not the form of one. */
export function parseApiKey(text: string): ApiKey | undefined {
  const match = form.exec(text);
  return match ? { id: match[1]!, secret: match[2]! } : undefined;
}

/** Whether the key is the one of which `stored` is the hash. Takes the same time for every wrong secret. */
export function verifyApiKey(key: ApiKey, stored: string): boolean {
  const expected = Buffer.from(stored);
  const actual = Buffer.from(hashApiKey(key));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

// One round of SHA-256 is right here: slow hashes make up for passwords that can be guessed, and 256 random bits can't be.
// The id goes in, so that a hash moved to another row opens nothing.
const hashApiKey = ({ id, secret }: ApiKey): string => hash('sha256', `${id}:${secret}`, 'base64url');
