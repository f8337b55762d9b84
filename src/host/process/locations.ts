import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuroraError } from '@aurora/kernel';
import type { DatabaseLocation, Locate } from '@aurora/platform/persistence';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { followed, keptSecret } from './kept-secrets.ts';
import { StartError } from './start-error.ts';

/** Where `aurora migrate` keeps the address and password of each module's own account. */
export const accountsFile = (dataFolder: string): string => join(dataFolder, 'keys', 'databases.json');

/** Addresses by module, with passwords; empty where `aurora migrate` has never been run against a server. */
export function readAccounts(dataFolder: string): Partial<Record<ModuleName, string>> {
  try {
    return JSON.parse(readFileSync(accountsFile(dataFolder), 'utf8')) as Partial<Record<ModuleName, string>>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new StartError(`The database accounts in ${accountsFile(dataFolder)} can't be read: ${(error as Error).message}.`);
  }
}

/** Where a module's data lies: the address set for it, the account that `aurora migrate` made, or a file of its own. */
export function locationOf(module: ModuleName, settings: Settings, dataFolder: string): DatabaseLocation {
  const own = settings[`${module.toUpperCase() as Uppercase<ModuleName>}_DATABASE_URL`];
  const account = readAccounts(dataFolder)[module];
  const url = own ?? (account === undefined ? undefined : followed(account, `The database account of ${module} in ${accountsFile(dataFolder)}`));
  if (url !== undefined) return { url, pool: settings.DATABASE_POOL };
  if (settings.DATABASE_URL !== undefined) throw new StartError(`The ${module} module has no account on the server of AURORA_DATABASE_URL yet. Run "aurora migrate" first.`);
  return fileOf(module, dataFolder);
}

const fileOf = (module: ModuleName, dataFolder: string): DatabaseLocation => ({ file: join(dataFolder, `${module}.sqlite`) });

/** Finds the places to which a module's data may have been relocated. Rejects with `NOT_FOUND` where a secret is not kept here, or is no address. */
export const placesOf = (module: ModuleName, settings: Settings, dataFolder: string): Locate => async reference => {
  if (reference === 'embedded') return fileOf(module, dataFolder);
  if (reference === 'settings') return locationOf(module, settings, dataFolder);
  const url = reference.startsWith('secret:') ? keptSecret(dataFolder, reference.slice('secret:'.length)) : undefined;
  if (url === undefined) throw new AuroraError('NOT_FOUND', `This host knows no place ${reference}: secrets are kept in keys/secrets.json in its data folder.`);
  if (!/^(?:mysql|mariadb):$/.test(URL.parse(url)?.protocol ?? '')) throw new AuroraError('NOT_FOUND', `What is kept as ${reference} is no address such as mysql://user:password@host:3306/schema.`);
  return { url, pool: settings.DATABASE_POOL };
};

/** A location as it may be shown: without user and password. */
export const describeLocation = (location: DatabaseLocation): string => {
  if ('file' in location) return location.file;
  const { host, pathname, protocol } = new URL(location.url);
  return `${protocol}//${host}${pathname}`;
};
