import { seemsReference } from '@aurora/platform/secrets';
import { readSettings } from '@aurora/platform/settings';
import { UsageError } from '../../cli/failure.ts';
import { secretAt } from '../../cli/secret-reference.ts';
import { keptSecret } from '../../process/kept-secrets.ts';

const form = 'an address such as mysql://user:password@host:3306/schema, env:VARIABLE, file:/path or enc:… that holds one, or secret:<name>';

/** The address that `--from` names. Throws a `UsageError`, in which no part of an address is. */
export function sourceAddress(given: string): string {
  const address = lookUp(given);
  const url = URL.parse(address);
  if (!url || !/^(?:mysql|mariadb):$/.test(url.protocol) || url.host === '' || url.pathname.length < 2) throw new UsageError(`--from must be ${form}.`);
  return address;
}

function lookUp(given: string): string {
  if (seemsReference(given)) return secretAt(given);
  if (!given.startsWith('secret:')) return given;
  const name = given.slice('secret:'.length);
  return keptSecret(readSettings(process.env).DATA_DIR, name) ?? unknown(`No secret ${name} is kept in this data folder.`);
}

function unknown(message: string): never {
  throw new UsageError(message);
}
