import { randomBytes } from 'node:crypto';
import { SecretError } from './secret-error.ts';

/** A key of AES-256, with the id by which what is encrypted with it names it. */
export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Bytes. */
const size = 32;

export const keyId = /^[A-Za-z0-9_-]{1,32}$/;

export const keysForm = '<id>:<32 bytes in base64url>, or several of them separated by commas or white space, the first of which encrypts';

/** The keys in a text of the form `keysForm`. Throws a `SecretError`, in which no key is. */
export function parseKeys(text: string): EncryptionKey[] {
  const keys = text.split(/[\s,]+/).filter(part => part !== '').map(part => {
    const [id = '', given = ''] = part.split(':', 2);
    const key = Buffer.from(given, 'base64url');
    // Node leaves out what is no base64url, so that a key with a slip in it would be another key.
    if (!keyId.test(id) || key.length !== size || key.toString('base64url') !== given) throw new SecretError(`must be ${keysForm}`);
    return { id, key };
  });
  if (keys.length === 0) throw new SecretError(`must be ${keysForm}`);
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new SecretError('must not have two keys of one id');
  return keys;
}

/** A new key, in the form in which keys are kept. */
export const makeKey = (id: string): string => `${id}:${randomBytes(size).toString('base64url')}`;
