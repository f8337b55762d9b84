import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const checkout = resolve(import.meta.dirname, '../..');
const run = (command: string, ...args: string[]): string => execFileSync(command, args, { cwd: checkout, encoding: 'utf8', maxBuffer: 2 ** 26 });
const lines = (text: string): string[] => text.split('\n').filter(line => line !== '');

/** The TypeScript of Aurora, as Git knows it: all but planted violations and the programs that it is measured against. */
const sources = (): string[] => lines(run('git', 'ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts'))
  .filter(file => !/^(?:test\/fixtures|bench)\//.test(file) && existsSync(join(checkout, file)))
  .sort();

test('Aurora has a source tree worth checking.', () => {
  expect(sources().length).toBeGreaterThan(150);
});

test('The compiler checks every file.', () => {
  const checked = lines(run(process.execPath, 'node_modules/typescript/bin/tsc', '-p', '.', '--listFilesOnly')).map(file => relative(checkout, file));
  expect(checked.filter(file => !file.includes('node_modules')).sort()).toEqual(sources());
});

test('The linter reads every file.', () => {
  const linted = lines(run(process.execPath, 'node_modules/oxlint/bin/oxlint', '--debug=files')).map(file => relative(checkout, resolve(checkout, file)));
  expect(linted.filter(file => file.endsWith('.ts')).sort()).toEqual(sources());
});

test('The boundaries are checked in every file.', () => {
  const { stdout } = spawnSync(process.execPath, ['src/host/aurora.mjs', 'verify', '--json'], { cwd: checkout, encoding: 'utf8' });
  expect((JSON.parse(stdout) as { files: number }).files).toBe(sources().length);
});
