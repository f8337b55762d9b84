import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { readSamples, valueOf } from '../observability/exposition.ts';
import { operationsOf } from '../observability/operations.ts';
import { run } from '../program.ts';
import { patience, serve } from '../served.ts';

interface Saga { readonly id: string; readonly module: string; readonly type: string; readonly status: string; readonly direction: string; readonly step: string; readonly error: string | null; readonly steps: readonly { readonly name: string; readonly state: string }[] }

const served = serve();
const aurora = (...args: string[]) => run(['sagas', ...args], { AURORA_URL: served.process.url, AURORA_TOKEN: served.token('admin') });
const json = async <Body>(...args: string[]): Promise<Body> => JSON.parse((await aurora(...args, '--json')).out) as Body;
const open = async (): Promise<Saga[]> => (await json<{ items: Saga[] }>('list')).items;
const hurry = () => served.deployment.sql('syllabus', "update saga set attempts = case when attempts between 1 and 8 then 9 else attempts end, lease_until = '2000-01-01T00:00:00.000Z' where status = 'running' and attempts > 0");

/** Lets what is running fail until it is stuck. */
const stuck = (): Promise<Saga> => until(async () => {
  await hurry();
  return (await open()).find(saga => saga.status === 'stuck');
});
const breakOwner = (module: 'subject' | 'file', table: string) => served.deployment.sql(module, `alter table ${table} rename to elsewhere`);
const mendOwner = (module: 'subject' | 'file', table: string) => served.deployment.sql(module, `alter table elsewhere rename to ${table}`);

async function syllabus(): Promise<{ id: number; subject_id: number }> {
  const api = served.as('editor');
  const [subject, file] = [await makeSubject(api), await makeFile(api)];
  return (await api.post<{ id: number; subject_id: number }>('/syllabus', { subject_id: subject.id, file_id: file.id })).body;
}

test('where no saga is under way, none is listed; those that have ended are, with their steps', async () => {
  const { id } = await syllabus();
  expect(await aurora('list')).toMatchObject({ code: 0, out: 'Nothing.\n' });
  const { items: [saga] } = await json<{ items: Saga[] }>('list', '--status', 'completed');
  expect(saga).toMatchObject({ module: 'syllabus', type: 'create-syllabus', status: 'completed', about: expect.stringMatching(`^syllabus ${id} of subject \\d+, file `), started_by: 'user:anna', past_pivot: true, step: null, next_at: null });
  expect(await json('show', 'syllabus', saga!.id)).toMatchObject({ steps: [{ name: 'reserve-subject', state: 'done' }, { name: 'claim-file' }, { name: 'activate', pivot: true, asks: false, state: 'done' }] });
  expect((await aurora('show', 'syllabus', saga!.id)).out).toMatch(/^activate +done +no way back from here$/m);
  expect((await aurora('list', 'syllabus', '--status', 'all')).out).toMatch(/^MODULE +ID +TYPE +ABOUT +STATUS +STEP +TRIES +CHANGED +ERROR\nsyllabus /);
  expect(await aurora('retry', 'syllabus', saga!.id)).toMatchObject({ code: 1, err: expect.stringContaining('has ended') });
  expect(await aurora('show', 'syllabus', 'nothing')).toMatchObject({ code: 1, err: expect.stringContaining('There is no saga nothing') });
  expect(await aurora('show', 'subject', 'nothing')).toMatchObject({ code: 1, err: expect.stringContaining('There is no saga nothing') });
  expect(await aurora('list', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('There is no module nobody') });
}, patience);

test('only administrators see sagas', async () => {
  expect(await served.beside.with({ token: served.token('editor') }).get('/admin/sagas')).toMatchObject({ status: 403 });
  expect(await served.beside.get('/admin/sagas')).toMatchObject({ status: 401 });
});

test('one that is stuck past its pivot is shown, measured and warned of; there is no way back, and it goes on once its cause is mended', async () => {
  const { id, subject_id } = await syllabus();
  await breakOwner('subject', 'reservation');
  expect(await served.as('editor').delete(`/syllabus/${id}`)).toMatchObject({ status: 204 });
  const saga = await stuck();
  expect(saga).toMatchObject({ module: 'syllabus', type: 'delete-syllabus', about: `syllabus ${id}`, step: 'let-go', past_pivot: true, error: expect.stringContaining('no such table') });
  const operations = operationsOf(served.process);
  await until(async () => (await operations.get<{ warnings: Record<string, string> }>('/health/ready')).body.warnings['syllabus'] === '1 sagas are stuck');
  expect(valueOf(readSamples((await operations.get<string>('/metrics')).body), 'aurora_sagas', { module: 'syllabus', type: 'delete-syllabus', status: 'stuck' })).toBe(1);
  expect(await aurora('compensate', 'syllabus', saga.id)).toMatchObject({ code: 2 });
  expect(await aurora('compensate', 'syllabus', saga.id, '--reason', 'no')).toMatchObject({ code: 1, err: expect.stringContaining('past its pivot, delete') });
  expect(await served.beside.with({ token: served.token('admin') }).post(`/admin/sagas/syllabus/${saga.id}/compensate`, { reason: 'no' })).toMatchObject({ status: 409, body: { error_code: 'CONFLICT', details: { pivot: 'delete' } } });
  await mendOwner('subject', 'reservation');
  expect(await aurora('retry', 'syllabus', saga.id)).toMatchObject({ code: 0, out: `syllabus goes on with delete-syllabus ${saga.id} at let-go\n` });
  await until(async () => (await open()).length === 0);
  expect(await served.as('editor').delete(`/subjects/${subject_id}`)).toMatchObject({ status: 204 });
  const said = await until(async () => served.process.log.find(line => line['event.action'] === 'saga.retried'));
  expect(said).toMatchObject({ 'user.id': 'user:anna', 'labels.module': 'syllabus', 'labels.what': expect.stringContaining(saga.id) });
}, patience);

test('one that is stuck while it finds out what it has done is taken back by an operator', async () => {
  const api = served.as('editor');
  const [subject, file] = [await makeSubject(api), await makeFile(api)];
  await breakOwner('file', 'claim');
  expect(await api.post('/syllabus', { subject_id: subject.id, file_id: file.id })).toMatchObject({ status: 500 });
  const saga = await stuck();
  expect(saga).toMatchObject({ type: 'create-syllabus', direction: 'settling', step: 'claim-file', past_pivot: false });
  expect(await json<Saga>('show', 'syllabus', saga.id)).toMatchObject({ steps: [{ state: 'done' }, { state: 'now' }, { state: 'undone' }] });
  await mendOwner('file', 'claim');
  expect(await json('compensate', 'syllabus', saga.id, '--reason', 'the file was broken')).toMatchObject({ status: 'running', direction: 'backward' });
  await until(async () => (await open()).length === 0);
  expect(await json('show', 'syllabus', saga.id)).toMatchObject({ status: 'compensated' });
  expect(await api.delete(`/subjects/${subject.id}`)).toMatchObject({ status: 204 });
  expect(await api.delete(`/files/${file.id}`)).toMatchObject({ status: 204 });
  const said = await until(async () => served.process.log.find(line => line['event.action'] === 'saga.taken-back'));
  expect(said).toMatchObject({ 'user.id': 'user:anna', 'labels.what': expect.stringContaining('the file was broken') });
}, patience);
