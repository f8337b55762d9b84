import { expect, test } from '@jest/globals';
import { rowOf, withRow } from './document.ts';
import { readOptions } from './options.ts';
import { runsOf } from './runs.ts';

const about = { commit: 'abc1234', day: '2026-11-28' };
const empty = '# Faults\n\n<!-- made by npm run faults -->\n<!-- end of what is made -->\n\nAfter.\n';
const row = (title: string, kills: number, violations: readonly string[] = []): string => rowOf(title, 7, 61_400, { figures: { kills, events: 100 }, violations }, about);

test('figures go into the document, each run in one line that is replaced', () => {
  expect(row('kill sqlite process', 5, ['lost: one'])).toBe('| kill sqlite process | 1 | 5 kills, 100 events | 61 | 7 | abc1234 | 2026-11-28 |');
  const [first, second, again] = [row('kill sqlite process', 5), row('kill sqlite http', 6), row('kill sqlite process', 9)];
  const document = [first, second, again].reduce((text, line) => withRow(text, line, 'a machine'), empty);
  expect(document.split('\n').filter(line => line.startsWith('| kill'))).toEqual([again, second]);
  expect(document).toMatch(/^# Faults\n\n<!-- made/);
  expect(document).toMatch(/On a machine\.\n[^]*<!-- end of what is made -->\n\nAfter\.\n$/);
  expect(() => withRow('# Faults', first, 'a machine')).toThrow('lacks the lines');
});

test('what is asked for is run, and nothing else', () => {
  const titles = (...given: string[]): string[] => {
    const options = readOptions(given);
    if (typeof options === 'string') throw new Error(options);
    return [...runsOf(options)].map(({ title }) => title);
  };
  expect(titles('--engine', 'sqlite', '--pipe', 'http')).toEqual(['kill sqlite http']);
  expect(titles('--mode', 'poison', '--engine', 'mariadb', '--pipe', 'process')).toEqual(['poison throw mariadb process', 'poison die mariadb process']);
  expect(titles('--mode', 'database', '--engine', 'sqlite')).toEqual([]);
  expect(titles('--all', '--pipe', 'process')).toEqual([
    'kill sqlite process', 'kill mariadb process', 'stop sqlite process', 'stop mariadb process', 'database mariadb process', 'switch sqlite', 'switch mariadb',
    'poison throw sqlite process', 'poison die sqlite process', 'poison throw mariadb process', 'poison die mariadb process', 'naive mariadb process',
  ]);
  expect(() => titles('--kills', 'many')).toThrow('--kills takes a whole number, not many');
  expect(() => titles('--mode', 'flood')).toThrow('--mode takes kill, stop');
  expect(() => titles('--what')).toThrow("Unknown option '--what'");
});
