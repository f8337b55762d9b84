import { configContract, type ApiKey } from '@aurora/config/contract';
import { parseApiKey } from '@aurora/platform/auth';
import { Command } from 'commander';
import { reach, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { readLifetime } from '../cli/lifetime.ts';
import { pagesOf } from '../cli/pages.ts';
import { chosenScopes, describeScopes, withScopes, type ScopeOptions } from '../cli/scope-options.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

/** `aurora keys`: API keys of a running Aurora. */
export const keysCommand = (): Command => new Command('keys')
  .description('API keys are for programs: they work until they are revoked, in "X-API-Key: KEY" or "Authorization: Bearer KEY".')
  .addCommand(withConnection(withScopes(new Command('create')))
    .summary('Make a key and print it, this once')
    .requiredOption('--name <name>', 'what the key is for')
    .option('--expires <duration>', 'when it ends by itself, as in 90d; else never', readLifetime)
    .option('--json', 'print the key with what is known of it, as JSON')
    .action(create))
  .addCommand(withConnection(new Command('list'))
    .summary('List the keys')
    .option('--json', 'print them as JSON')
    .action(list))
  .addCommand(withConnection(new Command('revoke'))
    .summary('End a key; it stops counting within ten seconds')
    .argument('<id>', 'as "aurora keys list" shows it, or the key itself')
    .option('--json', 'print the result as JSON')
    .action(revoke));

async function create(options: Options & ScopeOptions & { readonly name: string; readonly expires?: number }): Promise<void> {
  const expiry = options.expires === undefined ? {} : { expires_at: new Date(Date.now() + options.expires).toISOString() };
  const input = { name: options.name, scopes: chosenScopes(options), ...expiry };
  const made = await (await reach(options)).call(configContract.operations.createKey, input);
  console.log(options.json ? JSON.stringify(made) : made.key);
  if (!options.json) process.stderr.write('Keep it now: it is not stored and cannot be shown again.\n');
}

async function list(options: Options): Promise<void> {
  const keys = (await Array.fromAsync(pagesOf(await reach(options), configContract.operations.listKeys, {}))).flat();
  if (options.json) return console.log(JSON.stringify({ items: keys }));
  for (const line of alignedLines([['ID', 'NAME', 'ALLOWS', 'CREATED', 'LAST USED', 'EXPIRES', 'STATE'], ...keys.map(row)])) console.log(line);
}

async function revoke(given: string, options: Options): Promise<void> {
  const id = parseApiKey(given)?.id ?? given;
  await (await reach(options)).call(configContract.operations.revokeKey, { id });
  console.log(options.json ? JSON.stringify({ id }) : `Revoked ${id}.`);
}

function row(key: ApiKey): string[] {
  const day = (time: string | null): string => time?.slice(0, 10) ?? '-';
  const expired = key.expires_at !== null && Date.parse(key.expires_at) <= Date.now();
  const state = key.revoked_at !== null ? 'revoked' : expired ? 'expired' : 'active';
  return [key.id, key.name, describeScopes(key.scopes), day(key.created_at), day(key.last_used_at), day(key.expires_at), state];
}
