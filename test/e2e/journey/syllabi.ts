import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Client } from '../client.ts';
import { fetchSigned, makeFile } from './files.ts';
import { until } from '@aurora/test/running';
import { pages } from './pages.ts';
import { makeSubject } from './subjects.ts';

interface Syllabus { readonly id: number; readonly version: number }
interface List { readonly items: readonly Syllabus[]; readonly next: string | null }

/** The same client of what stands beside the API, which the API's document does not name. */
const beside = (api: Client): Client => new Client({ url: api.options.url.replace('/api/v1', ''), token: api.options.token });

/** A syllabus of a subject, of a file of its own. */
async function makeSyllabus(api: Client, subject_id: number, fields: Record<string, unknown> = {}): Promise<Syllabus> {
  const { id: file_id } = await makeFile(api);
  const answer = await api.post<Syllabus>('/syllabus/', { subject_id, file_id, ...fields });
  expect(answer.status).toBe(201);
  return answer.body;
}

export function syllabi(api: () => Client): void {
  test.each(['/syllabus', '/syllabus/'])('are created by POST %s and read at their Location', async path => {
    const subject = await makeSubject(api());
    const file = await makeFile(api());
    const made = await api().post<Syllabus>(path, { subject_id: subject.id, file_id: file.id, year: 2026, term: 'Fall', section: 'A', instructor: 'Jana Nováková' });
    expect(made).toMatchObject({
      status: 201, headers: { location: `/api/v1/syllabus/by-id/${made.body.id}`, etag: expect.stringMatching(`^"${made.body.id}\\.1\\.[0-9a-z]+"$`) },
      body: { subject_id: subject.id, subject_code: subject.code, subject_name: expect.any(String), file_id: file.id, year: 2026, term: 'Fall', section: 'A', instructor: 'Jana Nováková', version: 1 },
    });
    for (const at of [`/syllabus/by-id/${made.body.id}`, `/syllabus/by-id/${made.body.id}/`, `/syllabus/${subject.id}`, `/syllabus/${subject.id}/`]) {
      expect(await api().get(at)).toMatchObject({ status: 200, headers: { etag: made.headers['etag'] }, body: made.body });
      expect(await api().get(at, { 'if-none-match': made.headers['etag']! })).toMatchObject({ status: 304 });
    }
    expect(await api().get(`/files/${file.id}`)).toMatchObject({ body: { status: 'claimed', expires_at: null } });
  });

  test('of a subject: the latest by year and term is the current one, else the newest', async () => {
    const { id } = await makeSubject(api());
    expect(await api().get(`/syllabus/${id}`)).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
    const undated = await makeSyllabus(api(), id);
    expect(await api().get(`/syllabus/${id}`)).toMatchObject({ body: { id: undated.id } });
    const newer = await makeSyllabus(api(), id);
    expect(await api().get(`/syllabus/${id}`)).toMatchObject({ body: { id: newer.id } });
    const fall = await makeSyllabus(api(), id, { year: 2025, term: 'Fall' });
    await makeSyllabus(api(), id, { year: 2025, term: 'Spring' });
    await makeSyllabus(api(), id, { year: 2024, term: 'Winter' });
    expect(await api().get(`/syllabus/${id}`)).toMatchObject({ body: { id: fall.id } });
    await api().delete(`/syllabus/${fall.id}`);
    expect(await api().get(`/syllabus/${id}`)).toMatchObject({ body: { year: 2025, term: 'Spring' } });
  });

  test('are counted by the reports on subjects, soon after they are made and after they are deleted', async () => {
    const { id } = await makeSubject(api());
    const reported = async () => (await pages<{ items: { id: number }[]; next: string | null }>(api(), '/reports/subjects-without-syllabus')).flatMap(page => page.items.map(item => item.id)).includes(id);
    expect(await reported()).toBe(true);
    const syllabus = await makeSyllabus(api(), id);
    await until(async () => !await reported());
    await api().delete(`/syllabus/${syllabus.id}`);
    await until(reported);
  });

  test('keep what a PUT leaves out, and tell their history', async () => {
    const subject = await makeSubject(api());
    const { id } = await makeSyllabus(api(), subject.id, { year: 2025, term: 'Fall', instructor: 'A' });
    const file = await makeFile(api(), 'Week 1: matrices.\n');
    expect(await api().put(`/syllabus/${id}`, { file_id: file.id, instructor: null, version: 1 })).toMatchObject({ status: 200, body: { file_id: file.id, instructor: null, year: 2025, term: 'Fall', version: 2 } });
    expect(await api().put(`/syllabus/${id}/`, { year: 2026 }, { 'if-match': `"${id}.2"` })).toMatchObject({ status: 200, body: { year: 2026, version: 3 } });
    expect(await api().put(`/syllabus/${id}`, { year: 2027, version: 2 })).toMatchObject({ status: 412, body: { details: { current_version: 3 } } });
    expect(await api().put(`/syllabus/${id}`, { year: 2027 }, { 'if-match': `"${id}.2"` })).toMatchObject({ status: 412 });
    const history = await pages<{ items: Record<string, unknown>[]; next: string | null }>(api(), `/syllabus/by-id/${id}/history/?limit=2`);
    expect(history.flatMap(page => page.items)).toMatchObject([
      { version: 3, action: 'updated', changed_by: 'user:anna', changes: { year: { from: 2025, to: 2026 } } },
      { version: 2, action: 'updated', changes: { instructor: { from: 'A', to: null }, file_id: { to: file.id } } },
      { version: 1, action: 'created' },
    ]);
    expect(await (await fetchSigned(api(), file.id)).text()).toBe('Week 1: matrices.\n');
  });

  test('are listed by subject, term, instructor and file', async () => {
    const { id } = await makeSubject(api());
    const [first] = [await makeSyllabus(api(), id, { year: 2031, term: 'Été', instructor: 'Žofie' }), await makeSyllabus(api(), id, { year: 2032, term: 'Fall' }), await makeSyllabus(api(), id)];
    const found = async (query: string) => (await pages<List>(api(), `/syllabus/?limit=2&${query}`)).flatMap(page => page.items);
    expect(await found(`subject_id=${id}`)).toHaveLength(3);
    expect(await found(`subject_id=${id}&sort=-term`)).toMatchObject([{ year: 2032 }, { year: 2031 }, { year: null }]);
    const { body } = await api().get<{ file_id: string }>(`/syllabus/by-id/${first.id}`);
    for (const query of ['year=2031', 'year=2031&term=ete', 'instructor=zofie', `file_id=${body.file_id}`]) expect(await found(query)).toMatchObject([{ id: first.id }]);
  });

  test('need a subject and a file that exist, and keep them from being deleted', async () => {
    const subject = await makeSubject(api());
    const { id: file_id } = await makeFile(api());
    const nowhere = '0'.repeat(26);
    expect(await api().post('/syllabus', { subject_id: 999_999, file_id })).toMatchObject({ status: 422, body: { error_code: 'INVALID_REFERENCE', details: { fields: [{ path: 'subject_id' }] } } });
    expect(await api().post('/syllabus', { subject_id: subject.id, file_id: nowhere })).toMatchObject({ status: 422, body: { error_code: 'INVALID_REFERENCE', details: { fields: [{ path: 'file_id' }] } } });
    const { body: made } = await api().post<Syllabus>('/syllabus', { subject_id: subject.id, file_id });
    expect(await api().delete(`/subjects/${subject.id}`)).toMatchObject({ status: 409, body: { error_code: 'IN_USE' } });
    expect(await api().delete(`/files/${file_id}`)).toMatchObject({ status: 409, body: { error_code: 'IN_USE' } });
    expect(await api().delete(`/syllabus/${made.id}`, { 'if-match': '"0.0"' })).toMatchObject({ status: 412 });
    expect(await api().delete(`/syllabus/${made.id}/`)).toMatchObject({ status: 204 });
    expect(await api().get(`/syllabus/by-id/${made.id}`)).toMatchObject({ status: 404 });
    expect(await api().delete(`/syllabus/${made.id}`)).toMatchObject({ status: 404 });
    expect(await api().delete(`/subjects/${subject.id}`)).toMatchObject({ status: 204 });
  });

  test('go with their subject where that is asked for, and what became of it can be followed', async () => {
    const { id } = await makeSubject(api());
    const made = await makeSyllabus(api(), id);
    expect([202, 204]).toContain((await api().delete(`/subjects/${id}?mode=cascade`)).status);
    // Operators see which deletion it was, also where it was done at once.
    const { items } = (await beside(api()).get<{ items: { id: string; about: string }[] }>('/admin/sagas/subject?status=all')).body;
    const deletion = items.find(({ about }) => about === `subject ${id}`)!.id;
    await until(async () => (await api().get<{ state: string }>(`/subjects/deletions/${deletion}`)).body.state === 'done');
    for (const gone of [`/subjects/${id}`, `/syllabus/by-id/${made.id}`, `/subjects/deletions/${randomUUID()}`]) expect(await api().get(gone)).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });
}
