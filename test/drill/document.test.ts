import { expect, test } from '@jest/globals';
import { rowOf, withRow } from './document.ts';
import type { Result } from './drill.ts';
import type { Latency } from './figures.ts';

const latency = (p99: number | null): Latency => ({ count: 10, p50: 1, p95: 2, p99, longest: p99 });
const phase = (p99: number): { reads: Latency; writes: Latency } => ({ reads: latency(p99), writes: latency(2 * p99) });
const result = (seed: number, lost: number): Result => ({
  seed, kills: [], violations: [], data: undefined,
  figures: {
    requests: 100, failed: 0, failedByKill: 0, wrong: 0, lost, doubled: 0, otherViolations: 0, differences: 0, shadow: { same: 9, different: 0, unsteady: 0, race: 0, failed: 0, dropped: 0, skipped: 0 }, kills: 2, acknowledged: 40, refused: 2, events: 42,
    writePause: { before: 10, during: 10 * seed }, phases: { before: phase(5), during: phase(seed), after: { reads: latency(null), writes: latency(null) } }, stages: [], seconds: [], ownDelay: 1,
  },
});

test('figures go into the document: of several runs their sums and the worst, each drill and seed in one line that is replaced', () => {
  const about = { commit: 'abc1234', day: '2026-11-29', machine: 'a machine' };
  const row = rowOf('subject sqlite kill', [result(7, 0), result(8, 1)], about);
  expect(row).toBe('| subject sqlite kill | 2 | 200 | 0 | 1 | 0 | 0 | 0 | 80 | 5, 8, – | 10, 16, – | 4 | 7 | abc1234 | 2026-11-29 | a machine |');
  const empty = '# The drill\n\n<!-- made by npm run drill -->\n<!-- end of what is made -->\n';
  const [other, again] = [rowOf('file sqlite', [result(1, 0)], about), rowOf('subject sqlite kill', [result(7, 0)], about)];
  const later = rowOf('subject sqlite kill', [result(9, 0)], about);
  const document = [row, other, again, later].reduce((text, line) => withRow(text, line), empty);
  expect(document.split('\n').filter(line => /^\| (?:subject|file)/.test(line))).toEqual([again, other, later]);
  expect(() => withRow('# The drill', row)).toThrow('lacks the lines');
});
