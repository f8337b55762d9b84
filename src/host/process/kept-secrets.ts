import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readReference, SecretError, seemsReference } from '@aurora/platform/secrets';
import { StartError } from './start-error.ts';

/** Where addresses with passwords are kept that are spoken of by name, `secret:<name>`, alone. */
export const secretsFile = (dataFolder: string): string => join(dataFolder, 'keys', 'secrets.json');

/** What `text` is, or refers to. */
export function followed(text: string, kept: string): string {
  try {
    return seemsReference(text) ? readReference(text) : text;
  } catch (error) {
    throw error instanceof SecretError ? new StartError(`${kept}: ${error.message}`) : error;
  }
}

/** The secret that is kept under `name`, itself or as a reference to where it is; undefined if none is. */
export function keptSecret(dataFolder: string, name: string): string | undefined {
  const kept = readKeptSecrets(dataFolder);
  return Object.hasOwn(kept, name) ? followed(kept[name]!, `The secret ${name} in ${secretsFile(dataFolder)}`) : undefined;
}

/** What is kept, by name, as it is written; empty where nothing is. */
function readKeptSecrets(dataFolder: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(secretsFile(dataFolder), 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    // The error of a parser quotes what it could not parse.
    throw new StartError(`The secrets in ${secretsFile(dataFolder)} can't be read: ${(error as NodeJS.ErrnoException).code ?? 'it is not JSON'}.`);
  }
}

/** Keeps a secret, or a reference to one, under a name, readable by its owner alone. */
export function keepSecret(dataFolder: string, name: string, value: string): void {
  const file = secretsFile(dataFolder);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify({ ...readKeptSecrets(dataFolder), [name]: value }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}
