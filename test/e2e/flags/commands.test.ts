import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../program.ts';
import { patience, serve } from '../served.ts';
import { banner, define, rollout } from './flags.ts';

const aurora = serve();

/** Runs a command against the Aurora of this file; fails unless it ends with `code`. Answers what it printed, parsed where that was asked for. */
async function ran(code: number, ...args: readonly string[]) {
  const { out, err, ...ended } = await run(args, { AURORA_URL: aurora.origin, AURORA_TOKEN: aurora.token('admin') });
  expect([ended.code, ended.code === code ? '' : out + err]).toEqual([code, '']);
  return { out, err, json: <Value>() => JSON.parse(out) as Value };
}

const inFolder = (name: string): string => join(aurora.deployment.dataDir, name);

test('flags are tried out, changed, evaluated as they were, and looked at for use', async () => {
  await define(aurora.as('admin'), 'rollout', rollout(10));
  await define(aurora.as('admin'), 'left-alone', banner);
  expect((await ran(0, 'flags', 'list')).out).toMatch(/rollout +enabled +on, off +off +yes +1\n/);
  const keys = Array.from({ length: 200 }, (_, number) => `user:${number}`);
  await writeFile(inFolder('keys.txt'), keys.join('\n'));
  const preview = (await ran(0, 'flags', 'preview', 'rollout', '--percent', '40%', '--keys', inFolder('keys.txt'), '--json')).json<{ moved: number; items: { targeting_key: string; before: string; after: string }[] }>();
  expect(preview.moved).toBeGreaterThan(0);
  expect(preview.items.every(({ before, after }) => before === 'off' && after === 'on')).toBe(true);
  const told = await ran(0, 'flags', 'preview', 'rollout', '--percent', '40%');
  expect(told.out).toMatch(/^\d+ of 10000 who were made up would be given another variant \((?:2[5-9]|3[0-5])\.\d %\)\n/);
  const mover = preview.items[0]!.targeting_key;
  expect((await ran(0, 'flags', 'evaluate', 'rollout', '--targeting-key', mover)).out).toBe('false (off, TARGETING_MATCH)\n');
  expect((await ran(0, 'flags', 'set', 'rollout', '--percent', '40%', '--reason', 'It goes well')).out).toBe('rollout is defined as of revision 3.\n');
  expect((await ran(0, 'flags', 'evaluate', 'rollout', '--targeting-key', mover)).out).toBe('true (on, TARGETING_MATCH)\n');
  expect((await ran(0, 'flags', 'evaluate', 'rollout', '--targeting-key', mover, '--revision', '2')).out).toBe('false (off, TARGETING_MATCH)\n');
  expect((await ran(0, 'flags', 'use', '--unused', '1ms', '--json')).json<{ items: { key: string }[] }>().items.map(({ key }) => key)).toContain('left-alone');
  expect((await ran(2, 'flags', 'set', 'left-alone', '--definition', inFolder('keys.txt'))).err).toContain('is not JSON');
  expect((await ran(2, 'flags', 'set', 'left-alone', '--percent', '10%')).err).toContain('does not draw between two variants');
}, patience);

test('flags go into a file and come back from it, all or none, with the difference before', async () => {
  await define(aurora.as('admin'), 'first', banner);
  const file = inFolder('flags.json');
  await ran(0, 'flags', 'export', file);
  const document = JSON.parse(await readFile(file, 'utf8')) as { flags: Record<string, object> };
  expect(document.flags['first']).toEqual(banner);
  await writeFile(file, JSON.stringify({ ...document, flags: { ...document.flags, first: { ...banner, defaultVariant: 'on' }, second: { ...banner, defaultVariant: 'none' } } }));
  expect((await ran(1, 'flags', 'import', file)).err).toContain('document.flags.second.defaultVariant: is not the name of a variant');
  await writeFile(file, JSON.stringify({ ...document, flags: { ...document.flags, first: { ...banner, defaultVariant: 'on' }, second: banner } }));
  const dry = (await ran(0, 'flags', 'import', file, '--dry-run')).out;
  expect(dry).toMatch(/flag +first/);
  expect(dry).toMatch(/flag +second.*\nNothing was changed\.\n$/);
  expect(await aurora.as('admin').get('/config/flags/second')).toMatchObject({ status: 404 });
  await ran(0, 'flags', 'import', file, '--reason', 'From the file');
  expect(await aurora.as('admin').get('/config/flags/second')).toMatchObject({ status: 200 });
}, patience);

test('settings are changed, compared, taken back and exported', async () => {
  expect((await ran(0, 'config', 'set', 'page.size', '20', '--reason', 'Larger screens')).out).toMatch(/^page\.size is 20 as of revision \d+\.\n$/);
  const { revision } = (await ran(0, 'config', 'get', 'page.size', '--json')).json<{ revision: number }>();
  await ran(0, 'config', 'set', 'page.size', '50', '--environment', 'test');
  await ran(0, 'config', 'set', 'page.title', '20', '--text');
  expect((await ran(0, 'config', 'get', 'page.size')).out).toBe('20\n');
  expect((await ran(0, 'config', 'get', 'page.size', '--environment', 'test')).out).toBe('50\n');
  expect((await ran(0, 'config', 'get', 'page.title')).out).toBe('"20"\n');
  expect((await ran(0, 'config', 'history', 'page.size', '--json')).json<{ items: { number: number; reason: string | null }[] }>().items).toMatchObject([{ number: revision + 1 }, { number: revision, reason: 'Larger screens' }]);
  expect((await ran(0, 'config', 'diff', String(revision))).out).toMatch(/setting +page\.size +test +- +- +50\nsetting +page\.title +- +- +- +"20"\n$/);
  expect((await ran(1, 'config', 'rollback', String(revision), '--at', String(revision))).err).toContain('It has been changed since it was read.');
  expect((await ran(0, 'config', 'rollback', String(revision), '--dry-run')).out).toMatch(/Nothing was changed\.\n$/);
  expect((await ran(0, 'config', 'rollback', String(revision), '--at', String(revision + 2), '--json')).json()).toMatchObject({ revision: revision + 3 });
  expect((await ran(0, 'config', 'get', 'page.size', '--environment', 'test')).out).toBe('20\n');
  expect((await ran(1, 'config', 'set', 'smtp.password', 'hunter2')).err).not.toContain('hunter2');
  expect((await ran(0, 'config', 'export')).json()).toEqual({ changes: [{ key: 'page.size', value: 20 }] });
  await ran(0, 'config', 'unset', 'page.size');
  expect((await ran(1, 'config', 'get', 'page.size')).err).toContain('There is no setting page.size here.');
}, patience);
