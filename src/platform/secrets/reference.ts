import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseKeys, type EncryptionKey } from './encryption-keys.ts';
import { isSealed, unseal } from './sealed.ts';
import { SecretError } from './secret-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const variable = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;

/** Whether `text` refers to a secret: `env:NAME`, `file:/path`, or `enc:…` that is encrypted here. */
export const isReference = (text: string): boolean => variable.test(text) || /^file:\/[^\0]+$/.test(text) || isSealed(text);

/** Whether `text` begins as a reference does; it may be a wrong one. */
export const seemsReference = (text: string): boolean => /^(?:env|file|enc):/.test(text);

/** What a variable or a file holds, without the line's end that editors put there. Throws a `SecretError`. */
function plainly(reference: string, env: Environment): string {
  const name = variable.exec(reference)?.[1];
  if (name !== undefined) return env[name] || missing(`The variable of ${reference} is not set.`);
  if (!reference.startsWith('file:')) return missing('A secret is referred to by env:NAME, file:/path or enc:…');
  const path = reference.startsWith('file://') ? fileURLToPath(reference) : resolve(reference.slice('file:'.length));
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '') || missing(`The file of ${reference} is empty.`);
  } catch (error) {
    if (error instanceof SecretError) throw error;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new SecretError(code === 'ENOENT' ? `There is no file at ${reference}.` : `The file of ${reference} can't be read (${code}).`);
  }
}

function missing(message: string): never {
  throw new SecretError(message);
}

/** The keys of AURORA_SECRET_KEY: themselves, or a reference to the file or variable that has them. Read anew each time, so that they can be exchanged while hosts run. */
export function encryptionKeys(env: Environment = process.env): EncryptionKey[] {
  const given = env['AURORA_SECRET_KEY']?.trim() || missing('There is no key for encrypted secrets: AURORA_SECRET_KEY is not set.');
  const text = /^(?:env|file):/.test(given) ? plainly(given, env) : given;
  try {
    return parseKeys(text);
  } catch (error) {
    throw error instanceof SecretError ? new SecretError(`AURORA_SECRET_KEY ${error.message}.`) : error;
  }
}

/** What `text` is in the clear, if it is encrypted; else itself. Throws a `SecretError`. */
export const opened = (text: string, env: Environment = process.env): string => (text.startsWith('enc:') ? unseal(text.trim(), encryptionKeys(env)) : text);

/**
 * The secret that `reference` names. A variable and a file may hold it encrypted: so one that is kept encrypted is exchanged like any
 * other, where it lies. Nothing is kept: a changed file is read anew. Throws a `SecretError`.
 */
export const readReference = (reference: string, env: Environment = process.env): string => opened(reference.startsWith('enc:') ? reference : plainly(reference, env), env);

/** `value` with what its texts refer to in their place; other texts stay. Throws a `SecretError` that says where. Recurses: the depth must be bounded. */
export function withSecrets(value: unknown, env: Environment = process.env, path = ''): unknown {
  if (typeof value === 'string') {
    if (!isReference(value)) return value;
    try {
      return readReference(value, env);
    } catch (error) {
      throw error instanceof SecretError && path !== '' ? new SecretError(`${path}: ${error.message}`) : error;
    }
  }
  if (Array.isArray(value)) return value.map((inner: unknown, index) => withSecrets(inner, env, `${path}.${index}`));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, withSecrets(inner, env, path === '' ? member : `${path}.${member}`)]));
}
