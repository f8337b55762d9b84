import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { ModuleName } from '@aurora/platform/settings';
import { accountsFile, readAccounts } from './locations.ts';

/** Keeps the address of a module's own account, with its password, readable by its owner alone. */
export function keepAccount(dataFolder: string, module: ModuleName, url: string): void {
  const file = accountsFile(dataFolder);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify({ ...readAccounts(dataFolder), [module]: url }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}
