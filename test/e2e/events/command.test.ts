import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { readSamples, valueOf } from '../observability/exposition.ts';
import { operationsOf } from '../observability/operations.ts';
import { run } from '../program.ts';
import { patience, serve } from '../served.ts';

const served = serve();
const aurora = (...args: string[]) => run(['events', ...args], { AURORA_URL: served.process.url, AURORA_TOKEN: served.token('admin') });
const json = async <Body>(...args: string[]): Promise<Body> => JSON.parse((await aurora(...args, '--json')).out) as Body;

interface Status { readonly module: string; readonly head: number; readonly subscriptions: readonly { readonly source: string; readonly position: number; readonly lag: number; readonly parked: number }[] }
const statusOf = async (module: string) => (await json<{ items: Status[] }>('lag')).items.find(status => status.module === module)!;
async function makeSyllabus(): Promise<number> {
  const api = served.as('editor');
  const [subject, file] = [await makeSubject(api), await makeFile(api)];
  return (await api.post<{ id: number }>('/syllabus', { subject_id: subject.id, file_id: file.id })).body.id;
}

test('events are shown, and how far modules are with them', async () => {
  const id = await makeSyllabus();
  await until(async () => { const [hears] = (await statusOf('subject')).subscriptions; return hears!.lag === 0 && hears!.position > 0; });
  expect(await statusOf('subject')).toMatchObject({ subscriptions: [{ source: 'syllabus', position: (await statusOf('syllabus')).head, parked: 0 }] });
  expect((await aurora('lag')).out).toMatch(/^MODULE +EVENTS +UNNUMBERED +HEARS +POSITION +LAG +WAITING +PARKED\n/);
  const last = (await aurora('tail', 'syllabus')).out.trimEnd().split('\n').at(-1)!;
  expect(last).toMatch(new RegExp(`^\\d+  \\S+Z  syllabus\\.created\\.v1  syllabus-${id} 1  user:anna$`));
  const [event] = (await aurora('show', 'syllabus', `syllabus-${id}`, '--json')).out.trimEnd().split('\n').map(text => JSON.parse(text) as { event_id: string; event_data: object });
  expect(event).toMatchObject({ event_data: { id } });
  expect((await aurora('show', 'syllabus', event!.event_id)).out).toContain(`"event_id": "${event!.event_id}"`);
  expect(await aurora('show', 'syllabus', '00000000-0000-7000-8000-000000000000')).toMatchObject({ code: 1, err: expect.stringContaining('There is no event') });
  expect(await aurora('tail', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('There is no module nobody') });
}, patience);

/** Lets the next event that subject hears of syllabi fail until it is parked; answers its position. */
async function parkOne(): Promise<number> {
  await until(async () => (await statusOf('subject')).subscriptions[0]!.lag === 0);
  await sql('alter table subject_syllabus rename to elsewhere');
  await makeSyllabus();
  const { head } = await statusOf('syllabus');
  await until(async () => {
    await sql("update event_deferred set attempts = 9, retry_at = '2000-01-01T00:00:00.000Z' where status = 'waiting' and attempts < 9");
    return (await statusOf('subject')).subscriptions[0]!.parked === 1;
  });
  return head;
}
const sql = (text: string) => served.deployment.sql('subject', text);
const mend = () => sql('alter table elsewhere rename to subject_syllabus');

test('what is parked is listed, and handled once an operator lets it be tried again', async () => {
  const position = await parkOne();
  expect((await aurora('parked', 'subject')).out).toMatch(new RegExp(`syllabus +${position} +syllabus\\.created\\.v1 +syllabus-\\d+ +parked +10 +.*no such table.*\n$`));
  const operations = operationsOf(served.process);
  await until(async () => (await operations.get<{ warnings: Record<string, string> }>('/health/ready')).body.warnings['subject']);
  expect(await operations.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready', problems: {}, warnings: { subject: '1 events of syllabus are parked' } } });
  expect(valueOf(readSamples((await operations.get<string>('/metrics')).body), 'aurora_events_parked', { module: 'subject', source: 'syllabus' })).toBe(1);
  await mend();
  expect(await aurora('redrive', 'subject', 'syllabus')).toMatchObject({ code: 2 });
  expect(await aurora('redrive', 'subject', 'syllabus', String(position + 1))).toMatchObject({ code: 1, err: expect.stringContaining('is not kept') });
  expect(await json('redrive', 'subject')).toEqual({ redriven: 1 });
  await until(async () => (await aurora('parked', 'subject', '--all')).out === 'Nothing.\n');
  const [event] = JSON.parse(`[${(await aurora('tail', 'syllabus', '--after', String(position - 1), '--json')).out.trimEnd()}]`) as { event_data: { id: number; subject_id: number } }[];
  expect(await sql(`select syllabus_id, subject_id from subject_syllabus where syllabus_id = ${event!.event_data.id}`)).toEqual([{ syllabus_id: event!.event_data.id, subject_id: event!.event_data.subject_id }]);
}, patience);

test('what is parked can be skipped with a reason, which is kept and logged', async () => {
  const position = await parkOne();
  await mend();
  expect(await aurora('skip', 'subject', 'syllabus', String(position), '--reason', 'seen to by hand')).toMatchObject({ code: 0, out: expect.stringMatching(`^subject skips event ${position} of syllabus, syllabus.created.v1 of syllabus-\\d+\n$`) });
  expect((await aurora('parked', 'subject')).out).toBe('Nothing.\n');
  expect((await aurora('parked', 'subject', '--all')).out).toContain('seen to by hand');
  expect(await aurora('redrive', 'subject', 'syllabus', String(position))).toMatchObject({ code: 1 });
  const said = await until(async () => served.process.log.find(line => line['event.action'] === 'event.skipped'));
  expect(said).toMatchObject({ 'user.id': 'user:anna', 'labels.module': 'subject', 'labels.what': expect.stringContaining('seen to by hand') });
}, patience);

test('a replay makes anew what a module has made of events', async () => {
  await until(async () => (await statusOf('subject')).subscriptions[0]!.lag === 0);
  const before = await sql('select * from subject_syllabus order by syllabus_id');
  await sql('update subject_syllabus set subject_id = 999');
  await sql('update subject set syllabi = 7');
  expect(await aurora('replay', 'subject', 'syllabus')).toMatchObject({ code: 0, out: 'subject handles the events of syllabus after 0 again\n' });
  await until(async () => (await statusOf('subject')).subscriptions[0]!.lag === 0 && (await sql('select * from subject_syllabus where subject_id = 999')).length === 0);
  const after = await sql('select * from subject_syllabus order by syllabus_id') as { syllabus_id: number; subject_id: number }[];
  expect(after).toEqual(expect.arrayContaining(before));
  expect(await sql('select max(syllabi) as most from subject')).toEqual([{ most: 1 }]);
  expect(await aurora('replay', 'subject', 'file')).toMatchObject({ code: 1 });
  expect(await aurora('replay', 'subject', 'syllabus', '--after', '99999')).toMatchObject({ code: 1, err: expect.stringContaining('up to') });
}, patience);
