import { configContract } from '@aurora/config/contract';
import { readTokenId } from '@aurora/platform/auth';
import { Command } from 'commander';
import { reach, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { UsageError } from '../cli/failure.ts';

/** `aurora token revoke`: ends a token before its time. Of a whole token, only its id and its end are sent. */
export const tokenRevokeCommand = (): Command => withConnection(new Command('revoke'))
  .summary('End a token before its time')
  .description('Tells a running Aurora that a token does not count any more. Other hosts know within seconds.')
  .argument('<token-or-id>', 'the token, or its id as "aurora token --json" shows it')
  .option('--json', 'print the result as JSON')
  .action(async (text: string, _: unknown, command: Command) => {
    // With those of `token`: a --json after the subcommand is taken by the command before it.
    const options = command.optsWithGlobals<ConnectionOptions & { json?: boolean }>();
    const revoked = named(text);
    const api = await reach(options);
    await api.call(configContract.operations.revokeToken, revoked);
    console.log(options.json ? JSON.stringify(revoked) : `Revoked ${revoked.jti}.`);
  });

function named(text: string): { jti: string; expires_at?: string } {
  if (/^[A-Za-z0-9-]{1,64}$/.test(text)) return { jti: text };
  const token = readTokenId(text);
  if (token) return { jti: token.jti, expires_at: new Date(token.expiresAt).toISOString() };
  // Without the text: it may be a secret.
  throw new UsageError('What is to be revoked must be a token with an id and an end, or such an id.');
}
