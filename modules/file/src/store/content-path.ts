import { randomDigits } from '../domain/file-id.ts';

const wellFormed = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}\.[0-9a-z]{10}$/;

/** A path in the store for such bytes that no others have had or will have: `ab/cd/<sha256>.<ten random digits>`. */
export const contentPath = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.${randomDigits(10)}`;

/** Throws unless `contentPath` may have made it. */
export function requirePath(path: string): string {
  if (!wellFormed.test(path)) throw new Error(`not a path of the file store: ${JSON.stringify(path)}`);
  return path;
}
