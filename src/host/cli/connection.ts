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

/** The Aurora that the options or the settings name. `signal` ends waiting, not requests. Throws a `SettingsError` or `UsageError`. */
export async function connect(options: ConnectionOptions, signal: AbortSignal): Promise<Api> {
  const settings = readSettings(process.env);
  const base = options.url ?? (process.env['AURORA_URL'] ? settings.URL : `http://127.0.0.1:${settings.PORT ?? 8000}`);
  if (!/^https?:\/\/[^/]/.test(base) || !URL.canParse(base)) throw new UsageError(`--url must be an address such as http://127.0.0.1:8000, not "${base}".`);
  return new Api(base, options.token ?? settings.TOKEN ?? await localToken(settings, base), signal);
}

async function localToken(_settings: Settings, _base: string): Promise<string | undefined> {
  return undefined;
}
