import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secrets } from '@aurora/platform/module';
import { StartError } from './start-error.ts';

interface MasterKey { readonly id: string; readonly key: string }

/** Written whole under a name of its own and then linked, so that of two processes one wins and both read the same. */
function create(file: string): void {
  const made: MasterKey[] = [{ id: randomBytes(4).toString('hex'), key: randomBytes(32).toString('base64url') }];
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

function read(file: string): MasterKey[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as MasterKey[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      create(file);
      return read(file);
    }
    throw new StartError(`The keys in ${file} can't be read: ${(error as Error).message}.`);
  }
}

/**
 * Keys for one purpose each, derived (HKDF, RFC 5869) from the master keys in the data folder's `keys/master.json`,
 * which is made on first start. The first master key is the current one; a new one put before it rotates.
 */
export function openSecrets(dataFolder: string): Secrets {
  const masters = read(join(dataFolder, 'keys', 'master.json'));
  return {
    keys: purpose => masters.map(({ id, key }) => ({ id, key: Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64url'), '', `aurora ${purpose}`, 32)) })),
  };
}
