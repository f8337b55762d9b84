import { scopesOf, type Role } from '@aurora/kernel';
import { localKeyReference, openLocalIssuer, SigningKeyError } from '@aurora/platform/auth';
import { readSettings, type Settings } from '@aurora/platform/settings';
import type { Command } from 'commander';
import { Api } from './api.ts';
import { UsageError } from './failure.ts';

export interface ConnectionOptions {
  readonly url?: string;
  readonly token?: string;
}

/** Adds the options with which a command finds a running Aurora. */
export const withConnection = (command: Command): Command => command
  .option('--url <url>', 'address of the running Aurora; else AURORA_URL, else this machine')
  .option('--token <token>', 'access token or API key; else AURORA_TOKEN, else one made with the key in the data folder');

/**
 * The Aurora that the options or the settings name. Without a token, one that allows `role` is made with the local key, if the address is this machine's.
 * `signal` ends the waiting between tries, not requests. Throws a `SettingsError` or `UsageError`.
 */
export async function connect(options: ConnectionOptions, signal: AbortSignal, role: Role = 'admin'): Promise<Api> {
  const settings = readSettings(process.env);
  const base = options.url ?? (process.env['AURORA_URL'] ? settings.URL : `http://127.0.0.1:${settings.PORT ?? 8000}`);
  if (!/^https?:$/.test(URL.parse(base)?.protocol ?? '')) throw new UsageError(`--url must be an address such as http://127.0.0.1:8000, not "${base}".`);
  return new Api(base, options.token ?? settings.TOKEN ?? await localToken(settings, base, role), signal);
}

/** The same for a command that Ctrl-C ends at once. */
export const reach = (options: ConnectionOptions): Promise<Api> => connect(options, new AbortController().signal);

/** Milliseconds; longer than any import takes. */
const lifetime = 12 * 3_600_000;

async function localToken(settings: Settings, base: string, role: Role): Promise<string | undefined> {
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(base).hostname)) return undefined;
  try {
    const issuer = await openLocalIssuer({ reference: localKeyReference(settings), create: false, audience: settings.AUTH_AUDIENCE });
    return (await issuer.issue({ subject: 'cli', scopes: scopesOf(role), ttl: lifetime })).token;
  } catch (error) {
    if (error instanceof SigningKeyError) return undefined;
    throw error;
  }
}
