import { describe, expect, test } from '@jest/globals';
import { committedDocuments } from '../../documents/index.ts';
import { settingTable, type Setting } from '../../settings/index.ts';

const reference = committedDocuments([], []).get('docs/reference/settings.md')!;

/** The cells of a setting's row. */
const row = (name: string): string[] => reference.split('\n').find(line => line.startsWith(`| \`AURORA_${name}\` |`))!.split(/ \| |^\| | \|$/).filter(cell => cell !== '');

describe('the reference of the settings', () => {
  test.each(Object.entries<Setting>(settingTable))('%s: its default is written as one would set it', (name, { fallback, read }) => {
    const shown = row(name).at(-1)!;
    if (shown === 'none') expect(fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)).toBe(true);
    else expect(read(shown.replaceAll('`', ''))).toEqual(fallback);
  });

  test('writes durations and sizes in units', () => {
    expect([row('IDEMPOTENCY_TTL').at(-1), row('FILE_MAX_SIZE').at(-1), row('DATABASE_POOL').at(-1)]).toEqual(['`1d`', '`50MiB`', '`10`']);
  });

  test('says what is secret', () => {
    expect(row('TOKEN')[1]).toMatch(/Secret: never shown\. May be a reference\.$/);
  });
});
