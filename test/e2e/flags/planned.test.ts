import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedChange } from '@aurora/config/contract';
import { until } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { run } from '../program.ts';
import { patience, serve } from '../served.ts';
import { banner } from './flags.ts';

const aurora = serve();

/** Runs a command as anna or another; fails unless it ends with `code`. */
async function ran(code: number, args: readonly string[], as = aurora.token('admin')) {
  const { out, err, ...ended } = await run(args, { AURORA_URL: aurora.origin, AURORA_TOKEN: as });
  expect([ended.code, ended.code === code ? '' : out + err]).toEqual([code, '']);
  return { out, err, json: <Value>() => JSON.parse(out) as Value };
}

const inFolder = (name: string): string => join(aurora.deployment.dataDir, name);

test('a change is tried, scheduled, seen, given up and carried out; names and times say what was before', async () => {
  await ran(0, ['config', 'set', 'page.size', '20']);
  expect((await ran(0, ['config', 'tag', 'before-winter'])).out).toMatch(/^Revision \d+ is before-winter\.\n$/);
  const file = inFolder('winter.json');
  await writeFile(file, JSON.stringify({ changes: [{ key: 'page.size', value: 30 }, { key: 'page.theme', value: 'snow' }], flags: [{ key: 'snow', definition: banner }] }));
  expect((await ran(0, ['config', 'apply', file, '--dry-run'])).out).toMatch(/flag +snow.*\nNothing was changed\.\n$/);
  expect((await ran(2, ['config', 'apply', file, '--dry-run', '--propose'])).err).toContain('--dry-run goes alone');
  expect((await ran(1, ['config', 'apply', file, '--schedule', '2001-01-01'])).err).toContain('at: must be in the future');
  const later = (await ran(0, ['config', 'apply', file, '--schedule', '2h', '--reason', 'Winter', '--json'])).json<PlannedChange>();
  expect(later).toMatchObject({ state: 'scheduled', reason: 'Winter' });
  expect((await ran(0, ['config', 'pending'])).out).toMatch(new RegExp(`^ID +STATE.*\\n${later.id} +scheduled .*page\\.size, page\\.theme, snow +Winter +it takes effect at`));
  expect((await ran(0, ['config', 'cancel', String(later.id), '--reason', 'Too warm'])).out).toMatch(/: cancelled by user:.*\.\n$/);
  expect((await ran(0, ['config', 'pending'])).out).toBe('Nothing is pending.\n');
  const { body: soon } = await aurora.as('admin').post<PlannedChange>('/config/planned', { ...JSON.parse(await readFile(file, 'utf8')) as object, at: new Date(Date.now() + 1_500).toISOString() });
  const { revision } = await until(async () => {
    const { body } = await aurora.as('admin').get<PlannedChange>(`/config/planned/${soon.id}`);
    return body.state === 'applied' ? body : undefined;
  });
  expect((await ran(0, ['config', 'get', 'page.size'])).out).toBe('30\n');
  expect((await ran(0, ['config', 'get', 'page.size', '--as-of', 'before-winter'])).out).toBe('20\n');
  expect((await ran(1, ['config', 'get', 'page.size', '--as-of', '2001-01-01'])).err).toContain('There was no setting page.size here at revision 0');
  expect((await ran(0, ['config', 'diff', 'before-winter'])).out).toMatch(/setting +page\.size +- +- +20 +30\n/);
  expect((await ran(0, ['config', 'history'])).out).toMatch(new RegExp(`\\n${revision} .*\\n.* before-winter +-\\n`));
  expect((await ran(0, ['config', 'history', '--until', 'before-winter', '--json'])).json<{ items: { number: number }[] }>().items.map(({ number }) => number)).not.toContain(revision);
  expect((await ran(1, ['config', 'tag', 'before-winter'])).err).toContain('it is only moved where that is asked for');
  await ran(0, ['config', 'tag', 'before-winter', String(revision), '--move']);
  expect((await ran(0, ['config', 'tags'])).out).toMatch(new RegExp(`before-winter +${revision} `));
  await ran(0, ['config', 'untag', 'before-winter']);
  expect((await ran(1, ['config', 'rollback', 'before-winter'])).err).toContain('No revision has the name before-winter.');
}, patience);

test('a second person approves of what the first proposes, where that is demanded, and not of anything else', async () => {
  await ran(0, ['config', 'set', 'list.size', '20']);
  await ran(0, ['config', 'tag', 'start']);
  expect((await aurora.as('admin').put('/config/flags/rain', { definition: banner })).status).toBe(200);
  await ran(0, ['config', 'set', 'config.approval', 'true']);
  const second = await aurora.deployment.token('admin', 'second');
  expect((await ran(1, ['config', 'set', 'list.size', '40'])).err).toContain('Another must approve of this change before it takes effect');
  expect((await ran(1, ['flags', 'delete', 'rain'])).err).toContain('Another must approve');
  const { id } = (await ran(0, ['config', 'set', 'list.size', '40', '--propose', '--reason', 'Screens', '--json'])).json<PlannedChange>();
  expect((await ran(1, ['config', 'approve', String(id)])).err).toContain('A change is approved by another than its author.');
  expect((await aurora.as('admin').post(`/config/planned/${id}/approve`, {})).status).toBe(403);
  expect((await ran(0, ['config', 'pending', String(id)])).out).toMatch(/list\.size.* 40\nPlanned change \d+ of user:.* \(Screens\): another must approve of it\.\n$/);
  expect((await ran(0, ['config', 'approve', String(id)], second)).out).toMatch(/: it is revision \d+\.\n$/);
  expect((await ran(0, ['config', 'history'])).out).toMatch(/second/);
  const flag = (await ran(0, ['flags', 'delete', 'rain', '--propose', '--json'])).json<PlannedChange>();
  expect((await ran(0, ['config', 'reject', String(flag.id), '--reason', 'Still cold'], second)).out).toContain('rejected by');
  expect((await ran(1, ['config', 'approve', String(flag.id)], second)).err).toContain(`The planned change ${flag.id} is rejected.`);
  const back = (await ran(0, ['config', 'rollback', 'start', '--propose', '--json'])).json<PlannedChange>();
  await ran(0, ['config', 'approve', String(back.id)], second);
  expect((await ran(0, ['config', 'get', 'list.size'])).out).toBe('20\n');
  await ran(0, ['config', 'set', 'list.size', '50']);
}, patience);
