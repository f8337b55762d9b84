import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { root } from '../runner/root.ts';

// Each run of the command loads every module.
jest.setTimeout(180_000);

const report = 'modules/subject/contract/report.json';

/** Runs `aurora docs` in `folder`. */
function docs(folder: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(root, 'src/host/aurora.mjs'), 'docs', ...args], { cwd: folder });
  let [out, err] = ['', ''];
  child.stdout.on('data', chunk => { out += chunk; });
  child.stderr.on('data', chunk => { err += chunk; });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', code => resolve({ code, out, err })));
}

test('what is committed is what the contracts and tables say; if not, `npx aurora docs --write`', async () => {
  expect(await docs(root, '--check')).toEqual({ code: 0, out: '', err: '' });
});

describe('aurora docs, in a checkout of its own', () => {
  let checkout: string;
  beforeEach(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'aurora-docs-'));
    await mkdir(join(checkout, 'modules'));
    await cp(join(root, '.dependency-cruiser.cjs'), join(checkout, '.dependency-cruiser.cjs'));
  });
  afterEach(() => rm(checkout, { recursive: true }));

  /** Writes the committed report of a module as it was before some change. */
  async function reportBefore(change: (report: Record<string, any>) => void, path = report): Promise<void> { // any: JSON that the test edits
    const before = JSON.parse(await readFile(join(root, path), 'utf8'));
    change(before);
    await mkdir(join(checkout, dirname(path)), { recursive: true });
    await writeFile(join(checkout, path), JSON.stringify(before));
  }

  test('writes everything once, and then has nothing to do', async () => {
    const first = await docs(checkout, '--write');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('docs/reference/settings.md written');
    expect(first.out).toContain(`${report} written`);
    expect(await docs(checkout, '--write')).toEqual({ code: 0, out: '', err: '' });
    expect(await docs(checkout)).toEqual({ code: 0, out: '', err: '' });
  });

  test('names what is out of date, and exits with 1', async () => {
    await docs(checkout, '--write');
    await writeFile(join(checkout, 'docs/reference/errors.md'), 'old');
    expect(await docs(checkout, '--check')).toEqual({ code: 1, out: 'docs/reference/errors.md is out of date\n', err: 'Run "npx aurora docs --write" and commit what it writes.\n' });
  });

  test('writes nothing while a contract breaks its consumers under the same version', async () => {
    await reportBefore(before => { before['operations'].get.output = { type: 'object', properties: { dean: { type: 'string' } }, required: ['dean'] }; });
    const { code, err } = await docs(checkout, '--write');
    expect([code, err]).toEqual([1, 'The contract of subject breaks its consumers: raise its version (1), and those of events.\n  get output.dean is gone\n']);
    expect(existsSync(join(checkout, 'docs'))).toBe(false);
  });

  test('writes a breaking change under a raised version', async () => {
    await reportBefore(before => {
      before['operations'].extra = before['operations'].get;
      before['version'] = 0;
    });
    expect(await docs(checkout, '--write')).toMatchObject({ code: 0, err: '' });
  });

  test('names who uses a field of an event that has gone or become something else, and lets others change', async () => {
    await reportBefore(before => {
      const { data } = before['events']['syllabus.created.v1'];
      data.properties.subject_id = { type: 'string' };
      data.properties.year = { type: 'string' };
      before['version'] = 0;
    }, 'modules/syllabus/contract/report.json');
    const { code, err } = await docs(checkout, '--write');
    expect([code, err]).toEqual([1, expect.stringMatching(/^The contract of syllabus .*\n {2}syllabus.created.v1 data.subject_id may be something else: was string, is integer .*; subject uses it\n$/)]);
  });

  test('takes one of --write and --check', async () => {
    expect(await docs(checkout, '--write', '--check')).toMatchObject({ code: 2, err: 'aurora: --write and --check exclude each other.\n' });
  });
});
