import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catchAll } from './layers.ts';
import { growTrees, planted, type Trees } from './planted-trees.ts';

const aurora = resolve(import.meta.dirname, '../../src/host/aurora.mjs');

describe('Boundaries', () => {
  let trees: Trees;
  let caught: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    trees = await growTrees();
    caught = await catchAll(trees);
  }, 300_000);
  afterAll(async () => { await trees[Symbol.asyncDispose](); });

  const verify = (tree: string, ...options: string[]) => spawnSync(process.execPath, [aurora, 'verify', ...options], { cwd: join(trees.folder, tree), encoding: 'utf8' });

  test('A tree that breaks none is found clean by every layer.', () => {
    expect(caught.get('clean')).toEqual([]);
    expect(verify('clean')).toMatchObject({ status: 0, stdout: 'No boundary is violated: 3 modules, 20 files.\n', stderr: '' });
  });

  test.each(planted)('$breaks ($name)', ({ name, caughtBy }) => {
    expect(caught.get(name)).toEqual(caughtBy);
  });

  test('A violation is told with both packages, the file and what to do instead.', () => {
    expect(verify('relative-path')).toMatchObject({ status: 1, stderr: '', stdout: [
      'modules/syllabus/src/planted.ts',
      '  module-private: @aurora/syllabus reaches into @aurora/subject, by modules/subject/src/domain/subject.ts.',
      '  Import what the module exports for others, @aurora/<module>/contract or /events; what is missing there becomes an operation of its contract.',
      '',
      '1 violation: 3 modules, 21 files.',
      '',
    ].join('\n') });
  });

  test('The graph tells calls and events apart.', () => {
    const { stdout } = verify('clean', '--graph');
    expect(stdout).toContain('  syllabus --> file\n  syllabus --> subject\n');
    expect(stdout).toContain('  syllabus -.-> file\n');
  });

  test('Programs get everything as JSON.', () => {
    const { status, stdout } = verify('relative-path', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      violations: [{ rule: 'module-private', from: '@aurora/syllabus', to: '@aurora/subject', file: 'modules/syllabus/src/planted.ts' }],
      graph: { calls: [['syllabus', 'file'], ['syllabus', 'subject']], events: [['syllabus', 'file']] },
      files: 21,
    });
  });
});
