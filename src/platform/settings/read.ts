import { readReference, SecretError, seemsReference } from '@aurora/platform/secrets';
import type { Setting } from './setting.ts';
import { settingTable } from './table.ts';

type Table = typeof settingTable;
/** The settings as values: `settings.DATA_DIR`, `settings.FILE_MAX_SIZE` in bytes, durations in milliseconds. */
export type Settings = { readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never };

/** All mistakes in the environment at once. No value of a secret is in it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(mistakes.length === 1 ? mistakes[0] : `${mistakes.length} settings are wrong:\n${mistakes.map(mistake => `  ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

/** Names that begin with AURORA_ but are not settings of the program: the test suite's own. */
const foreign = /^AURORA_(?:REQUIRE|TEST_[A-Z]+_URL)$/;

/** Reads every setting from `env`. Throws a `SettingsError` that lists every mistake, unknown AURORA_ names included. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settingTable)) {
    const variable = name === 'PORT' && !env['AURORA_PORT'] && env['PORT'] ? 'PORT' : `AURORA_${name}`;
    const text = env[variable]?.trim();
    if (!text) { values[name] = setting.fallback; continue; }
    try {
      values[name] = setting.read(setting.secret && seemsReference(text) ? readReference(text, env) : text);
    } catch (error) {
      mistakes.push(error instanceof SecretError && seemsReference(text) ? `${variable}: ${error.message}` : `${variable} ${(error as Error).message}${setting.secret ? '' : `, not ${JSON.stringify(text)}`}.`);
    }
  }
  for (const variable of Object.keys(env)) {
    if (variable.startsWith('AURORA_') && !foreign.test(variable) && !Object.hasOwn(settingTable, variable.slice(7))) mistakes.push(`${variable} is no setting of Aurora${suggest(variable)}.`);
  }
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return values as Settings;
}

function suggest(variable: string): string {
  const known = Object.keys(settingTable).map(name => `AURORA_${name}`);
  const letters = (text: string) => [...text].sort().join('');
  const near = known.find(name => name.startsWith(variable) || variable.startsWith(name) || letters(name) === letters(variable));
  return near ? `; did you mean ${near}?` : '';
}
