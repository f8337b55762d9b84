import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opened, readReference, SecretError } from '@aurora/platform/secrets';
import type { Settings } from '@aurora/platform/settings';
import { createKeyFile, replaceKeyFile } from './key-file.ts';
import { makePrivateJwk, parseSigningKeys, readPrivateJwks, writePrivateJwks, type SigningKey } from './signing-key.ts';

/** A signing key can't be had. The message names the reference and never the content. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

/** Where the local issuer's keys are: as AURORA_AUTH_KEY says, else in the data folder. */
export const localKeyReference = (settings: Pick<Settings, 'AUTH_KEY' | 'DATA_DIR'>): string => settings.AUTH_KEY ?? `file:${resolve(settings.DATA_DIR, join('keys', 'issuer.json'))}`;

/** The keys that `reference` names, the signing one first: `file:/path`, `env:NAME` or `enc:…`. Throws a `SigningKeyError`. */
export async function readSigningKeys(reference: string): Promise<SigningKey[]> {
  const keys = await parseSigningKeys(await contentOf(reference));
  if (!keys) throw new SigningKeyError(`The signing key at ${reference} is not a private P-256 JWK or a set of them.`);
  return keys;
}

/** Makes a key in the file that `reference` names, unless there is one. Does nothing for a reference to anything but a file. */
export async function createSigningKey(reference: string): Promise<void> {
  const path = filePath(reference);
  if (path === undefined || await exists(path)) return;
  const content = writePrivateJwks([await makePrivateJwk()]);
  await createKeyFile(path, content).catch((error: unknown) => { throw unreachable(reference, error); });
}

/**
 * Puts a new key first in the file that `reference` names: it signs from now on. The old ones still verify, unless `dropOld`.
 * Running hosts take it up within a minute. Returns the new key's id.
 */
export async function rotateSigningKey(reference: string, dropOld: boolean): Promise<string> {
  const path = filePath(reference);
  if (path === undefined) throw new SigningKeyError(`${reference} is not a file; put the new key where it is kept.`);
  await readSigningKeys(reference);
  const old = dropOld ? [] : readPrivateJwks(await contentOf(reference))!;
  await replaceKeyFile(path, writePrivateJwks([await makePrivateJwk(), ...old])).catch((error: unknown) => { throw unreachable(reference, error); });
  return (await readSigningKeys(reference))[0]!.id;
}

/** A secret shared with somebody else, without the white space around it. Throws a `SigningKeyError`. */
export async function readSecret(setting: string, reference: string): Promise<string> {
  const secret = (await contentOf(reference, setting)).trim();
  if (secret.length < 16) throw new SigningKeyError(`The secret at ${reference} (${setting}) is shorter than 16 characters.`);
  return secret;
}

async function contentOf(reference: string, setting?: string): Promise<string> {
  try {
    if (reference.startsWith('enc:')) return readReference(reference);
    const path = filePath(reference, setting);
    if (path !== undefined) return opened(await readFile(path, 'utf8').catch((error: unknown) => { throw unreachable(reference, error); }));
    const content = process.env[reference.slice('env:'.length)];
    if (!content) throw new SigningKeyError(`There is no signing key: the variable of ${reference} is not set.`);
    return opened(content);
  } catch (error) {
    throw error instanceof SecretError ? new SigningKeyError(error.message) : error;
  }
}

function filePath(reference: string, setting = 'AURORA_AUTH_KEY'): string | undefined {
  if (reference.startsWith('file://')) return fileURLToPath(reference);
  if (reference.startsWith('file:')) return resolve(reference.slice('file:'.length));
  if (/^env:\w+$/.test(reference) || reference.startsWith('enc:')) return undefined;
  throw new SigningKeyError(`${setting} must be "file:" and a path, "env:" and the name of a variable, or what "aurora config encrypt" has made, "enc:" and more.`);
}

const exists = (path: string): Promise<boolean> => readFile(path).then(() => true, (error: NodeJS.ErrnoException) => error.code !== 'ENOENT');

function unreachable(reference: string, error: unknown): SigningKeyError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return new SigningKeyError(code === 'ENOENT' ? `There is no signing key at ${reference}. Aurora makes one in its data folder (AURORA_DATA_DIR) when it first starts.` : `The signing key at ${reference} can't be had (${code}).`);
}
