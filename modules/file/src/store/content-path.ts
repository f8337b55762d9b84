import { randomBytes } from 'node:crypto';
import { randomDigits } from '../domain/file-id.ts';

const wellFormed = /^(?:[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}\.[0-9a-z]{10}|direct\/[0-9a-z]{26})$/;

/** A path in the store for such bytes that no others have had or will have: `ab/cd/<sha256>.<ten random digits>`. */
export const contentPath = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.${randomDigits(10)}`;

/** The same for bytes whose digest is not known yet: any digest stands in its place. */
export const unreadPath = (): string => contentPath(randomBytes(32).toString('hex'));

/** A path in the store to which a client may send bytes: content never lies there. */
export const directPath = (): string => `direct/${randomDigits(26)}`;

/** Throws unless one of these may have made it. */
export function requirePath(path: string): string {
  if (!wellFormed.test(path)) throw new Error(`not a path of the file store: ${JSON.stringify(path)}`);
  return path;
}
