import { readSettings, settingTable, type Setting } from '@aurora/platform/settings';

/** One setting in force. */
export interface SettingListing {
  readonly variable: string;
  /** As it is written in the environment; dots for a secret, null where nothing is set and nothing is the default. */
  readonly value: string | null;
  readonly source: 'environment' | 'default';
  readonly summary: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting with its value and where that comes from. Throws a `SettingsError` with every mistake. */
export function listSettings(env: Environment): SettingListing[] {
  readSettings(env);
  return Object.entries<Setting>(settingTable).map(([name, setting]) => {
    const variable = name === 'PORT' && !env['AURORA_PORT']?.trim() && env['PORT']?.trim() ? 'PORT' : `AURORA_${name}`;
    const given = env[variable]?.trim() || undefined;
    const value = given ?? written(setting);
    return { variable, value: value === null ? null : hidden(value, setting.secret), source: given === undefined ? 'default' : 'environment', summary: setting.summary };
  });
}

const dots = '••••';

/** Passwords in addresses are no more shown than secrets are. */
const hidden = (value: string, secret: boolean): string => (secret ? dots : value.replace(/(?<=:\/\/)[^/@\s]+(?=@)/, dots));

/** The default as one would write it, in the largest unit that gives it exactly. */
function written({ fallback, read }: Setting): string | null {
  if (fallback === undefined) return null;
  if (typeof fallback !== 'number') return String(fallback);
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, GiB: 1024 ** 3, MiB: 1024 ** 2, KiB: 1024 };
  const forms = Object.entries(units).filter(([, size]) => fallback % size === 0 && fallback > 0).map(([unit, size]) => `${fallback / size}${unit}`);
  return forms.find(form => gives(read, form, fallback)) ?? String(fallback);
}

function gives(read: Setting['read'], text: string, value: unknown): boolean {
  try {
    return read(text) === value;
  } catch {
    return false;
  }
}
