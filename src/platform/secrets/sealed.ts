import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from './encryption-keys.ts';
import { SecretError } from './secret-error.ts';

const algorithm = 'aes-256-gcm';

/** Bytes; what GCM is made for. */
const nonceSize = 12, tagSize = 16;

const form = /^enc:v1:([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]+)$/;

/** Whether `text` has the form of something encrypted here: `enc:v1:<id of the key>:<base64url of nonce, ciphertext and tag>`. */
export const isSealed = (text: string): boolean => form.test(text);

/** What stands before the ciphertext is authenticated with it: nobody can give it another key's id. */
const header = (id: string): string => `enc:v1:${id}`;

/** Encrypts `secret`: never the same text twice. */
export function seal(secret: string, { id, key }: EncryptionKey): string {
  const nonce = randomBytes(nonceSize);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagSize }).setAAD(Buffer.from(header(id)));
  const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return `${header(id)}:${Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString('base64url')}`;
}

/** The secret in a text of `seal`. Throws a `SecretError` where its key is not among `keys`, or it is not as it was made. */
export function unseal(text: string, keys: readonly EncryptionKey[]): string {
  const [, id, content] = form.exec(text) ?? [];
  if (id === undefined || content === undefined) throw new SecretError('The encrypted secret is not of the form enc:v1:<key>:<text>.');
  const found = keys.find(key => key.id === id);
  if (!found) throw new SecretError(`The secret is encrypted with the key ${id}, which is not among those of AURORA_SECRET_KEY.`);
  const bytes = Buffer.from(content, 'base64url');
  const refused = new SecretError(`The secret that is encrypted with the key ${id} has been changed, cut short, or encrypted with another key of that id.`);
  // A last character of another spelling would decode to the same bytes.
  if (bytes.length <= nonceSize + tagSize || bytes.toString('base64url') !== content) throw refused;
  const decipher = createDecipheriv(algorithm, found.key, bytes.subarray(0, nonceSize), { authTagLength: tagSize }).setAAD(Buffer.from(header(id))).setAuthTag(bytes.subarray(-tagSize));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceSize, -tagSize)), decipher.final()]).toString('utf8');
  } catch {
    throw refused;
  }
}
