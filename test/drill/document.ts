import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, machine } from '../faults/document.ts';
import type { Result } from './drill.ts';

const file = join(import.meta.dirname, '../../docs/drill.md');
const [begin, end] = ['<!-- made by npm run drill -->', '<!-- end of what is made -->'];
const head = ['| drill | runs | requests | failed | lost | doubled | other | differences | write pause, ms | p99 of reads before, during, after, ms | p99 of writes | kills | seed | commit | day | machine |', '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|'];

const shown = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));

/** One line of the table: of several runs, sums and the worst. */
export function rowOf(title: string, results: readonly Result[], about: { readonly commit: string; readonly day: string; readonly machine: string }): string {
  const sum = (pick: (result: Result) => number): number => results.reduce((total, result) => total + pick(result), 0);
  const worst = (pick: (result: Result) => number | null): string => shown(results.reduce<number | null>((most, result) => (pick(result) === null ? most : Math.max(most ?? 0, pick(result)!)), null));
  const p99 = (what: 'reads' | 'writes'): string => (['before', 'during', 'after'] as const).map(phase => worst(({ figures }) => figures.phases[phase][what].p99)).join(', ');
  const cells = [
    title, results.length, sum(({ figures }) => figures.requests), sum(({ figures }) => figures.failed), sum(({ figures }) => figures.lost), sum(({ figures }) => figures.doubled), sum(({ figures }) => figures.otherViolations + figures.wrong),
    sum(({ figures }) => figures.differences), worst(({ figures }) => figures.writePause.during), p99('reads'), p99('writes'), sum(({ figures }) => figures.kills), results[0]!.seed, about.commit, about.day, about.machine,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The document with that row in place of the one of the same drill and seed, or as a new one: runs that are made on several days stand below each other. */
export function withRow(document: string, row: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the lines between which the figures go`);
  const keyOf = (line: string): string => [line.split('|')[1], line.split('|')[13]].map(cell => cell!.trim()).join(' ');
  const rows = document.slice(from, to).split('\n').filter(line => line.startsWith('| ') && !head.includes(line));
  const place = rows.findIndex(line => keyOf(line) === keyOf(row));
  const next = place < 0 ? [...rows, row] : rows.with(place, row);
  return `${document.slice(0, from)}${[begin, '', ...head, ...next, '', ''].join('\n')}${document.slice(to)}`;
}

/** Puts what drills have come to into docs/drill.md. */
export function writeDown(title: string, results: readonly Result[]): void {
  const row = rowOf(title, results, { commit: commit(), day: new Date().toISOString().slice(0, 10), machine: machine() });
  writeFileSync(file, withRow(readFileSync(file, 'utf8'), row));
}
