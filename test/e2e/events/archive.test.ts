import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { HoldingProxy, testFolder, until } from '@aurora/test/running';
import { Client } from '../client.ts';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { operationsOf } from '../observability/operations.ts';
import { Program, run, type Ran } from '../program.ts';
import { patience, serve } from '../served.ts';

const served = serve();
const envFor = (url = served.process.url) => ({ AURORA_URL: url, AURORA_TOKEN: served.token('admin') });
const aurora = (...args: string[]) => run(['events', ...args], envFor());

interface Status { readonly module: string; readonly head: number; readonly pruned: number; readonly prunable: number; readonly subscribers: readonly { readonly name: string; readonly position: number | null }[] }
const statusOf = async (module: string): Promise<Status> => (await new Client({ url: served.origin, token: served.token('admin') }).get<{ items: Status[] }>('/admin/events')).body.items.find(status => status.module === module)!;
const positions = async (module: 'file' | 'syllabus'): Promise<number[]> => (await served.deployment.sql<{ position: number }>(module, 'select position from event_store order by position')).map(row => row.position);
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

interface Line { readonly position?: number; readonly event_type?: string; readonly aurora_archive?: number; readonly events?: number; readonly sha256?: string }
async function linesOf(path: string): Promise<Line[]> {
  const bytes = await readFile(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  const events = text.split('\n').slice(1, -2).map(line => `${line}\n`).join('');
  const lines = text.trimEnd().split('\n').map(line => JSON.parse(line) as Line);
  expect(lines.at(-1)!.sha256).toBe(createHash('sha256').update(events).digest('hex'));
  return lines;
}
const eventsIn = async (path: string): Promise<number[]> => (await linesOf(path)).slice(1, -1).map(line => line.position!);

/** Events of the file module, of which nobody hears, as so many uploads would have left them. */
async function fileEvents(count: number): Promise<void> {
  await served.deployment.sql('file', `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    insert into event_store (event_id, stream_id, version, event_type, event_data, metadata, timestamp)
    select printf('00000000-0000-7000-8000-%012d', i + (select count(*) from event_store)), 'file-' || i || '-' || (select count(*) from event_store), 1, 'file.uploaded.v1', '{"name":"é ' || i || '"}',
      '{"correlation_id":"c","principal":"user:anna"}', '2026-01-01T00:00:00.000Z' from n`);
}

test('old events go into a file, in their order, as far as all subscribers have come', async () => {
  await using folder = await testFolder();
  const api = served.as('editor');
  const subject = await makeSubject(api);
  const make = async () => (await api.post<{ id: number }>('/syllabus', { subject_id: subject.id, file_id: (await makeFile(api)).id })).body.id;
  const first = await make();
  for (let version = 2; version <= 5; version += 1) await api.put(`/syllabus/${first}`, { year: 2000 + version });
  await make();
  const { head } = await until(async () => { const status = await statusOf('syllabus'); return status.subscribers.some(({ name, position }) => name === 'subject' && position === status.head) && status; });
  expect((await aurora('lag')).out).toMatch(/\nMODULE +ARCHIVED +HEARD BY +PROCESSED +LAST SEEN *\n(?:.*\n)*syllabus +0 +subject +6 +\S+Z *\n/);
  expect(await aurora('archive', 'syllabus')).toMatchObject({ code: 2, err: expect.stringContaining('--before 90d, or --keep') });
  expect(await aurora('archive', 'nobody', '--before', '2000-01-01')).toMatchObject({ code: 1, err: expect.stringContaining('There is no module nobody') });
  const { body: { items: events } } = await new Client({ url: served.origin, token: served.token('admin') }).get<{ items: Line[] }>('/admin/events/syllabus?after=0');
  const plain = join(folder.path, 'first.jsonl');
  expect(await aurora('archive', 'syllabus', '--keep', '4', '--to', plain)).toMatchObject({ code: 0, out: expect.stringContaining('from 1 to 2') });
  const lines = await linesOf(plain);
  expect(lines[0]).toEqual({ aurora_archive: 1, module: 'syllabus', after: 0 });
  expect(lines.slice(1, -1)).toEqual(events.slice(0, 2));
  expect(lines.at(-1)).toMatchObject({ events: 2, through: 2 });
  expect((await stat(plain)).mode & 0o777).toBe(0o600);
  expect(await positions('syllabus')).toEqual(numbers(3, head));
  // Named after what is in it, and compressed.
  expect((await new Program(['events', 'archive', 'syllabus', '--before', '0s', '--json'], envFor(), ['env', '-C', folder.path]).ran).out).toContain('"pruned":6');
  expect((await readdir(folder.path)).toSorted()).toEqual(['first.jsonl', 'syllabus-events-3-6.jsonl.gz']);
  expect(await eventsIn(join(folder.path, 'syllabus-events-3-6.jsonl.gz'))).toEqual(numbers(3, 6));
  expect(await statusOf('syllabus')).toMatchObject({ head: 6, pruned: 6, prunable: 6 });
  expect(served.process.log.find(line => line['event.action'] === 'events.pruned')).toMatchObject({ 'user.id': 'user:anna', 'labels.module': 'syllabus' });
  // What is gone is said to be, wherever it is asked for.
  await api.put(`/syllabus/${first}`, { year: 2024 });
  expect(await aurora('tail', 'syllabus', '--after', '2')).toMatchObject({ out: expect.stringMatching(/^7  /), err: 'The events of syllabus up to 6 have been archived.\n' });
  expect(await aurora('show', 'syllabus', `syllabus-${first}`)).toMatchObject({ code: 0, out: expect.stringMatching(/^7  /), err: `The events of syllabus-${first} before version 6 have been archived.\n` });
  expect(await aurora('replay', 'subject', 'syllabus')).toMatchObject({ code: 1, err: expect.stringContaining('up to 6 have been archived') });
  expect(await aurora('replay', 'subject', 'syllabus', '--after', '6')).toMatchObject({ code: 0 });
}, patience);

test('events of which a module has not heard yet are archived only if the operator says so, and that module is warned about', async () => {
  await using folder = await testFolder();
  // As if nobody had ever said how far it is, whatever is said meanwhile.
  await served.deployment.sql('syllabus', 'create trigger deaf before insert on event_subscriber begin select raise(ignore); end');
  await served.deployment.sql('syllabus', 'delete from event_subscriber');
  const api = served.as('editor');
  const before = await statusOf('syllabus');
  const to = join(folder.path, 'never.jsonl');
  const refused = await aurora('archive', 'syllabus', '--keep', '0', '--to', to);
  expect(refused).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to archive') });
  expect(refused.out).toContain('has never been heard of');
  expect(await positions('syllabus')).toEqual(numbers(before.pruned + 1, before.head));
  // As if subject had been away since long before: what it has not handled goes, because the operator wants it.
  await served.deployment.sql('subject', 'update event_subscription set position = 0');
  expect(await aurora('archive', 'syllabus', '--keep', '0', '--to', to, '--without', 'subject')).toMatchObject({ code: 0 });
  await served.deployment.sql('syllabus', 'drop trigger deaf');
  const operations = operationsOf(served.process);
  const warned = await until(async () => (await operations.get<{ warnings: Record<string, string> }>('/health/ready')).body.warnings['subject']);
  expect(warned).toMatch(/^has handled the events of syllabus up to 0, and those up to \d+ have been archived$/);
  const lag = await aurora('lag');
  const through = /aurora events replay subject syllabus --after (\d+) goes on/.exec(lag.err)![1]!;
  expect(await aurora('replay', 'subject', 'syllabus', '--after', through)).toMatchObject({ code: 0 });
  const subject = await makeSubject(api);
  await api.post('/syllabus', { subject_id: subject.id, file_id: (await makeFile(api)).id });
  await until(async () => (await served.deployment.sql(`subject`, `select * from subject_syllabus where subject_id = ${subject.id}`)).length === 1);
}, patience);

/** Archives until a request that is counted comes to `proxy`, and kills the command there. */
async function killedAt(proxy: HoldingProxy, side: 'request' | 'answer', number: number, args: readonly string[]): Promise<Ran> {
  const held = proxy.hold(side, number);
  await using program = new Program(['events', 'archive', ...args], envFor(proxy.url));
  await held.reached;
  program.signal('SIGKILL');
  const ran = await program.ran;
  held.drop();
  await held.passed;
  return ran;
}

test('a command that is killed anywhere has lost nothing, and goes on when it is run again', async () => {
  await using folder = await testFolder();
  await using proxy = await HoldingProxy.open(served.process.url);
  const { head: before } = await statusOf('file');
  await fileEvents(2_500);
  const { head, pruned } = await statusOf('file');
  expect(head).toBe(before + 2_500);
  const to = join(folder.path, 'files.jsonl.gz');
  const args = ['file', '--keep', '10', '--to', to];
  // While it writes: nothing has gone.
  await killedAt(proxy, 'request', 3, args);
  expect(await positions('file')).toEqual(numbers(pruned + 1, head));
  expect(await readdir(folder.path)).toEqual(['files.jsonl.gz.part']);
  // With all of it written, before the second part goes, and after that has gone without a word. One question, three pages, three parts.
  await killedAt(proxy, 'request', 6, args);
  expect(proxy.requests.at(-1)).toBe('POST /admin/events/file/prune');
  expect(await positions('file')).toEqual(numbers(pruned + 1_001, head));
  expect(await eventsIn(to)).toEqual(numbers(pruned + 1, head - 10));
  const { ino } = await stat(to);
  await killedAt(proxy, 'answer', 2, args);
  expect(await positions('file')).toEqual(numbers(pruned + 2_001, head));
  expect(await aurora('archive', ...args)).toMatchObject({ code: 0, out: expect.stringContaining(`Those up to ${head - 10} are gone`) });
  expect(await positions('file')).toEqual(numbers(head - 9, head));
  expect(await eventsIn(to)).toEqual(numbers(pruned + 1, head - 10));
  expect((await stat(to)).ino).toBe(ino);
}, 2 * patience);

test('a subscriber that will not come back is seen, holds events back, and is forgotten', async () => {
  await served.deployment.sql('file', "insert into event_subscriber values ('reports', 1, '2026-01-01T00:00:00.000Z')");
  expect((await aurora('lag')).out).toMatch(/\nfile +\d+ +reports +1 +2026-01-01T00:00:00.000Z +not to listen any more\n/);
  expect(await aurora('archive', 'file', '--keep', '0')).toMatchObject({ code: 0, out: expect.stringContaining('No more may go: reports has come to 1, as it said at 2026-01-01') });
  expect(await aurora('forget', 'file', 'reports')).toMatchObject({ code: 0, out: 'file waits for reports no longer\n' });
  const status = await statusOf('file');
  expect(status).toMatchObject({ subscribers: [], prunable: status.head });
}, patience);
