import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './report.ts';

const root = join(import.meta.dirname, '../..');
const file = join(root, 'docs/faults.md');
const [begin, end] = ['<!-- made by npm run faults -->', '<!-- end of what is made -->'];
const head = ['| run | violations | what was made and seen | seconds | seed | commit | day |', '|---|---|---|---|---|---|---|'];

/** The commit that was tried; with a plus where files differed from it. */
export function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'test', 'modules') === '' ? '' : '+'}`;
}

/** What the machine is. */
export const machine = (): string => `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;

/** One line of the table. */
export function rowOf(title: string, seed: number, milliseconds: number, { figures, violations }: Outcome, about: { readonly commit: string; readonly day: string }): string {
  const seen = Object.entries(figures).map(([name, value]) => `${value} ${name}`).join(', ');
  return `| ${title} | ${violations.length} | ${seen} | ${Math.round(milliseconds / 1_000)} | ${seed} | ${about.commit} | ${about.day} |`;
}

/** The document with that row in place of the one of the same run, or as a new one. */
export function withRow(document: string, row: string, on: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the lines between which the figures go`);
  const titleOf = (line: string): string => line.split('|')[1]!.trim();
  const rows = document.slice(from, to).split('\n').filter(line => line.startsWith('| ') && !head.includes(line));
  const place = rows.findIndex(line => titleOf(line) === titleOf(row));
  const next = place < 0 ? [...rows, row] : rows.with(place, row);
  return `${document.slice(0, from)}${[begin, '', `On ${on}.`, '', ...head, ...next, '', ''].join('\n')}${document.slice(to)}`;
}

/** Puts what a run has come to into docs/faults.md. */
export function writeDown(title: string, seed: number, milliseconds: number, outcome: Outcome): void {
  const row = rowOf(title, seed, milliseconds, outcome, { commit: commit(), day: new Date().toISOString().slice(0, 10) });
  writeFileSync(file, withRow(readFileSync(file, 'utf8'), row, machine()));
}
