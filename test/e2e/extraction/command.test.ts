import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '@aurora/test/running';
import { patience } from '../served.ts';
import { Monolith } from './monolith.ts';

interface Check { readonly score: number; readonly findings: readonly { readonly check: string; readonly is: string; readonly text: string }[] }

const resources = new AsyncDisposableStack();
let monolith: Monolith;
let port: string;
beforeAll(async () => {
  monolith = resources.use(await Monolith.start());
  port = String(await freePort());
}, patience);
afterAll(() => resources.disposeAsync(), patience);

const untouched = async (): Promise<void> => {
  for (const { hosts, share, stage, work } of (await monolith.status()).modules) expect({ hosts, share, stage, work }).toEqual({ hosts: ['monolith'], share: 0, stage: 'monolith', work: 'any' });
};

describe('aurora extract --check', () => {
  test('finds a module ready that is to be a service on the same machine, and exits with 0', async () => {
    const { code, out } = await monolith.inCheckout('extract', 'subject', '--check', '--local', '--port', port);
    expect([out, code]).toEqual([expect.stringMatching(/^ready for 100 %$/m), 0]);
    expect(out).toMatch(/^ok +boundaries +none is violated in \d{3,} files$/m);
    expect(out).toMatch(new RegExp(`^ok +target +one can be started here, at port ${port}$`, 'm'));
    await untouched();
  }, patience);

  test('names each obstacle and what to do about it, and exits with 1', async () => {
    const { code, out } = await monolith.aurora('extract', 'file', '--check');
    expect(code).toBe(1);
    expect(out).toMatch(/^OBSTACLE +target +no healthy service of file is known: .*AURORA_FILE_URL.*--local$/m);
    expect(out).toMatch(/^OBSTACLE +database +\/.*\/file\.sqlite is a file, .*"aurora relocate file --to mysql:\/\/…", or .*--local$/m);
    expect(out).toMatch(/^OBSTACLE +store +.*--local$/m);
    expect(out).toMatch(/^warning +boundaries +.*"aurora verify"/m);
    expect(out).toMatch(/^ready for \d\d %; the obstacles must go first$/m);
  }, patience);

  test('tells the same as JSON', async () => {
    const ready = await monolith.aurora('extract', 'subject', '--check', '--local', '--port', '0', '--json');
    const { findings, score } = JSON.parse(ready.out) as Check;
    expect(ready.code).toBe(0);
    expect(findings.filter(({ is }) => is !== 'well').map(({ check }) => check)).toEqual(['boundaries']);
    expect(score).toBe(Math.floor(100 * (findings.length - 0.5) / findings.length));
    const not = await monolith.aurora('extract', 'subject', '--check', '--json');
    expect(not.code).toBe(1);
    expect((JSON.parse(not.out) as Check).findings.filter(({ is }) => is === 'obstacle').map(({ check }) => check)).toEqual(['target', 'database']);
  }, patience);

  test('an extraction does not begin over an obstacle', async () => {
    expect(await monolith.aurora('extract', 'subject')).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^aurora: subject is not ready: target, database\. "aurora extract subject --check" says more\.$/m) });
    const withBusy = await monolith.aurora('extract', 'subject', '--local', '--port', new URL(monolith.url).port);
    expect(withBusy).toMatchObject({ code: 1, err: expect.stringMatching(/obstacle, target: port \d+ is in use: name another one with --port/) });
    await untouched();
  }, patience);
});

test('aurora extract --dry-run prints the plan, as lines and as JSON, and changes nothing', async () => {
  const lines = await monolith.aurora('extract', 'subject', '--local', '--dry-run', '--steps', '10,40', '--samples', '70', '--principals', '3');
  expect(lines).toMatchObject({ code: 0, err: '' });
  const steps = lines.out.split('\n').filter(line => line.includes('% of the callers go to the service'));
  expect(steps.map(line => line.replace(/^\d+\. /, ''))).toEqual(['10', '40', '100'].map(share => `${share} % of the callers go to the service, held until 70 tries by 3 callers are no worse than the monolith's`));
  const json = await monolith.aurora('extract', 'subject', '--dry-run', '--json', '--no-evidence', '--patience', '30s', '--hop', '7');
  expect(JSON.parse(json.out)).toMatchObject({ module: 'subject', plan: { steps: [1, 5, 25, 50, 100], evidence: false, patience: 30_000, hop: 7, local: false } });
  await untouched();
}, patience);

test('aurora extract --back of a module that was never taken out says that it is in the monolith', async () => {
  expect(await monolith.aurora('extract', 'subject', '--back')).toMatchObject({ code: 0, err: 'monolith: subject is in the monolith\n' });
}, patience);

test.each([
  [['nobody'], /Allowed choices are config, file, subject, syllabus/], [[], /missing required argument 'module'/], [['subject', '--faster'], /unknown option '--faster'/],
  [['subject', '--steps', '50,10'], /rising shares/], [['subject', '--samples', '1.5'], /a whole number from 1/], [['subject', '--patience', 'soon'], /as in 30s or 10m/],
  [['subject', '--check', '--back'], /one of --check, --back and --dry-run/], [['subject', '--back', '--dry-run'], /one of --check, --back and --dry-run/],
])('aurora extract %j is wrong usage, which is 2', async (args, why) => {
  expect(await monolith.aurora('extract', ...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(why) });
}, patience);
