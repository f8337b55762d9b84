import { code, page, table } from '../markdown.ts';
import type { Setting } from '../../settings/index.ts';

/** Every environment variable of the table: what it means, how it is written, and what holds without it. */
export function settingsReference(settings: Readonly<Record<string, Setting>>): string {
  const rows = Object.entries(settings).map(([name, setting]) => [code(`AURORA_${name}`), meaning(setting), setting.form, fallbackText(setting)]);
  return page(
    '# Settings',
    'Aurora reads its settings from the environment, once, at its start. A name that begins with `AURORA_` and is not listed here is refused, as is a value of the wrong form; every mistake is named at once. `npx aurora config check` looks at them without starting anything.',
    'A secret need not stand in the environment: a reference can take its place, `file:/path`, `env:NAME` or `enc:…` (encrypted, by [`npx aurora config encrypt`](../flags.md#secrets)).',
    table(['variable', 'meaning', 'form', 'default'], rows),
  );
}

const meaning = ({ summary, secret }: Setting): string => (secret ? `${summary} Secret: never shown. May be a reference.` : summary);

function fallbackText(setting: Setting): string {
  const { fallback } = setting;
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return 'none';
  if (Array.isArray(fallback)) return fallback.map(String).map(code).join(', ');
  return code(typeof fallback === 'number' ? numberText(setting, fallback) : String(fallback));
}

const units = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1], ['GiB', 1024 ** 3], ['MiB', 1024 ** 2], ['KiB', 1024]] as const;

/** The number as one would write it: in the largest unit that the setting reads back as the same. */
function numberText({ read }: Setting, value: number): string {
  const candidates = units.filter(([, factor]) => value % factor === 0).map(([unit, factor]) => `${value / factor}${unit}`);
  return candidates.find(text => readsAs(read, text, value)) ?? String(value);
}

function readsAs(read: Setting['read'], text: string, value: unknown): boolean {
  try {
    return read(text) === value;
  } catch {
    return false;
  }
}
