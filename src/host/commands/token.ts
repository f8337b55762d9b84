import { isLocalSubject, localKeyReference, openLocalIssuer, rotateSigningKey } from '@aurora/platform/auth';
import { parseDuration, readSettings } from '@aurora/platform/settings';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readLifetime } from '../cli/lifetime.ts';
import { chosenScopes, withScopes, type ScopeOptions } from '../cli/scope-options.ts';
import { tokenRevokeCommand } from './token-revoke.ts';

interface TokenOptions extends ScopeOptions {
  readonly ttl: number;
  readonly subject: string;
  readonly json?: boolean;
}

/** `aurora token`: prints an access token, made with the key of the local issuer. Aurora need not be running. */
export const tokenCommand = (): Command => withScopes(new Command('token'))
  .description('Prints an access token, signed with the key in the data folder. Whoever can read that key may do everything.')
  .addOption(new Option('--ttl <duration>', 'how long it works, as in 30m, 8h or 7d').argParser(readLifetime).default(parseDuration('8h'), '8h'))
  .option('--subject <name>', 'who uses it; stands in the history of what is changed', readSubject, 'cli')
  .option('--json', 'print the token with what is in it, as JSON')
  .action(mint)
  .addCommand(tokenRevokeCommand())
  .addCommand(rotateCommand());

async function mint(options: TokenOptions): Promise<void> {
  const scopes = chosenScopes(options);
  const settings = readSettings(process.env);
  const issuer = await openLocalIssuer({ reference: localKeyReference(settings), create: false, audience: settings.AUTH_AUDIENCE });
  const { token, id, expiresAt } = await issuer.issue({ subject: options.subject, scopes, ttl: options.ttl });
  const told = { token, id, principal: issuer.principalId(options.subject), scopes, expires_at: new Date(expiresAt).toISOString() };
  console.log(options.json ? JSON.stringify(told) : token);
}

function rotateCommand(): Command {
  return new Command('rotate')
    .summary('Sign with a new key from now on')
    .description('Puts a new signing key first in the key file. Running hosts take it up within a minute; tokens signed by older keys go on.')
    .option('--drop-old', 'remove the older keys: within six minutes no token issued so far counts any more')
    .option('--json', 'print the result as JSON')
    .action(async (_: unknown, command: Command) => {
      // With those of `token`: a --json after the subcommand is taken by the command before it.
      const options = command.optsWithGlobals<{ dropOld?: boolean; json?: boolean }>();
      const key = await rotateSigningKey(localKeyReference(readSettings(process.env)), options.dropOld ?? false);
      console.log(options.json ? JSON.stringify({ key_id: key }) : `New tokens are signed with the key ${key}.`);
    });
}

function readSubject(text: string): string {
  if (!isLocalSubject(text)) throw new InvalidArgumentError('A name has 1 to 128 characters, none of them "|" or a control character.');
  return text;
}
