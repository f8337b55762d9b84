import { expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { pages } from './pages.ts';

interface Subject { readonly id: number; readonly code: string; readonly version: number }
interface List { readonly items: readonly Subject[]; readonly next: string | null }

let count = 0;
/** Creates a subject under a code that no other has. */
export async function makeSubject(api: Client, fields: Record<string, unknown> = {}): Promise<Subject> {
  const answer = await api.post<Subject>('/subjects/', { name: 'Algebra', code: `JOURNEY ${++count}`, ...fields });
  expect(answer.status).toBe(201);
  return answer.body;
}

export function subjects(api: () => Client): void {
  test.each(['/subjects', '/subjects/'])('are created by POST %s and read at their Location', async path => {
    const code = `MATH 10${path.length}`;
    const made = await api().post<Subject>(path, { name: ' Linear algebra ', code, description: 'Vectors.\nMatrices.', credits: 4.5, credits_max: 6, department: 'Mathématiques' });
    expect(made).toMatchObject({
      status: 201, headers: { location: `/api/v1/subjects/${made.body.id}`, etag: `"${made.body.id}.1"`, 'cache-control': 'no-store' },
      body: { name: 'Linear algebra', code, description: 'Vectors.\nMatrices.', credits: 4.5, credits_max: 6, department: 'Mathématiques', department_id: expect.any(Number), version: 1 },
    });
    const { location } = made.headers;
    for (const at of [location!, `${location}/`]) expect(await api().get(at.replace('/api/v1', ''))).toMatchObject({ status: 200, headers: { etag: made.headers['etag'] }, body: made.body });
  });

  test('have no more than name and code if no more is said', async () => {
    const made = await api().post('/subjects', { name: 'Bare', code: 'BARE' });
    expect(made.body).toEqual({
      id: expect.any(Number), name: 'Bare', code: 'BARE', description: null, department_id: null, department: null, credits: null, credits_max: null,
      created_at: expect.any(String), updated_at: expect.any(String), version: 1,
    });
  });

  test('keep what a PUT leaves out, and lose what it says is null', async () => {
    const { id } = await makeSubject(api(), { description: 'kept', credits: 3, credits_max: 6, department: 'Physics' });
    const changed = await api().put(`/subjects/${id}`, { name: 'Renamed', credits_max: null, department: null });
    expect(changed).toMatchObject({ status: 200, headers: { etag: `"${id}.2"` }, body: { name: 'Renamed', description: 'kept', credits: 3, credits_max: null, department: null, department_id: null, version: 2 } });
    expect(await api().put(`/subjects/${id}/`, { description: null })).toMatchObject({ status: 200, body: { description: null, version: 3 } });
    expect(await api().put(`/subjects/${id}`, {})).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await api().get(`/subjects/${id}`)).toMatchObject({ body: { name: 'Renamed', description: null, version: 3 } });
  });

  test('are changed only as the client has read them, by version or If-Match', async () => {
    const { id } = await makeSubject(api());
    expect(await api().put(`/subjects/${id}`, { name: 'Two', version: 1 })).toMatchObject({ status: 200, body: { version: 2 } });
    for (const stale of [{ body: { name: 'X', version: 1 }, headers: {} }, { body: { name: 'X' }, headers: { 'if-match': `"${id}.1"` } }, { body: { name: 'X' }, headers: { 'if-match': `W/"${id}.2"` } }]) {
      expect(await api().send('PUT', `/subjects/${id}`, stale)).toMatchObject({ status: 412, body: { error_code: 'STALE_VERSION', details: { current_version: 2 } } });
    }
    expect(await api().delete(`/subjects/${id}`, { 'if-match': `"${id}.1"` })).toMatchObject({ status: 412 });
    expect(await api().put(`/subjects/${id}`, { name: 'Three' }, { 'if-match': `"other", "${id}.2"` })).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await api().put(`/subjects/${id}`, { name: 'Four' }, { 'if-match': '*' })).toMatchObject({ status: 200, body: { version: 4 } });
    expect(await api().delete(`/subjects/${id}`, { 'if-match': `"${id}.4"` })).toMatchObject({ status: 204 });
  });

  test('that have not changed since are answered 304, and HEAD says what GET would', async () => {
    const { id } = await makeSubject(api());
    const { headers } = await api().get(`/subjects/${id}`);
    for (const known of [headers['etag']!, `W/${headers['etag']}`, `"x", ${headers['etag']}`, '*']) {
      expect(await api().get(`/subjects/${id}`, { 'if-none-match': known })).toMatchObject({ status: 304, headers: { etag: headers['etag'] }, body: undefined });
    }
    expect(await api().get(`/subjects/${id}`, { 'if-none-match': `"${id}.0"` })).toMatchObject({ status: 200 });
    const head = await api().send('HEAD', `/subjects/${id}`);
    expect(head).toMatchObject({ status: 200, body: undefined, headers: { etag: headers['etag'], 'content-length': headers['content-length'], 'content-type': headers['content-type'] } });
    expect(await api().send('HEAD', '/subjects/999999')).toMatchObject({ status: 404, body: undefined });
  });

  test('are deleted once', async () => {
    const { id } = await makeSubject(api());
    expect(await api().delete(`/subjects/${id}/`)).toMatchObject({ status: 204, body: undefined });
    for (const answer of [await api().get(`/subjects/${id}`), await api().put(`/subjects/${id}`, { name: 'x' }), await api().delete(`/subjects/${id}`)]) {
      expect(answer).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
    }
  });

  test('share no code, whatever its case and white space', async () => {
    const { id, code } = await makeSubject(api());
    expect(await api().post('/subjects', { name: 'Again', code: ` ${code.toLowerCase()} ` })).toMatchObject({ status: 409, body: { error_code: 'CONFLICT', details: { subject_id: id } } });
    const other = await makeSubject(api());
    expect(await api().put(`/subjects/${other.id}`, { code })).toMatchObject({ status: 409 });
    expect(await api().post('/subjects', { name: 'x', code: 'NO DEPARTMENT', department_id: 999_999 })).toMatchObject({ status: 422, body: { error_code: 'INVALID_REFERENCE' } });
  });

  test('are listed page by page, each once, by following the Link', async () => {
    for (let made = 0; made < 7; made += 1) await makeSubject(api(), { department: 'Páging' });
    for (const sort of ['id', '-id', 'code', '-code', 'name', '-name', 'created_at', '-created_at']) {
      const found = await pages<List>(api(), `/subjects/?limit=3&department=paging&sort=${sort}`);
      expect(found.map(page => page.items.length)).toEqual([3, 3, 1]);
      expect(new Set(found.flatMap(page => page.items.map(item => item.id))).size).toBe(7);
    }
    const whole = await api().get<List>('/subjects?department=paging&sort=-code');
    const paged = await pages<List>(api(), '/subjects?limit=2&department=paging&sort=-code');
    expect(paged.flatMap(page => page.items)).toEqual(whole.body.items);
    expect(whole).toMatchObject({ status: 200, body: { next: null } });
    expect(whole.headers).not.toHaveProperty('link');
  });

  test('are found by department, code, its beginning, and words in any case or accent', async () => {
    const { id } = await makeSubject(api(), { name: 'Éléments de géométrie', code: 'GÉO 7', department: 'Géométrie' });
    const found = async (query: string) => (await api().get<List>(`/subjects?${query}`)).body.items.map(item => item.id);
    for (const query of ['code=g%C3%A9o%207', 'code_prefix=G%C3%A9o', 'q=elements+GEOMETRIE', 'department=geometrie', `q=${encodeURIComponent('géo 7')}`]) expect(await found(query)).toContain(id);
    expect(await found('code_prefix=eo')).toEqual([]);
    expect(await found('q=elements+astronomy')).toEqual([]);
    const { body } = await api().get<{ department_id: number }>(`/subjects/${id}`);
    expect(await found(`department_id=${body.department_id}`)).toEqual([id]);
  });

  test('belong to departments that have names', async () => {
    const made = await api().post<{ id: number }>('/departments/', { name: 'Chemistry' });
    expect(made).toMatchObject({ status: 201, headers: { location: `/api/v1/departments/${made.body.id}` } });
    const { id } = made.body;
    const subject = await makeSubject(api(), { department_id: id });
    expect(subject).toMatchObject({ department: 'Chemistry' });
    expect(await api().get(`/departments/${id}`)).toMatchObject({ status: 200, body: { name: 'Chemistry', version: 1 } });
    expect(await api().put(`/departments/${id}`, { name: 'Alchemy', version: 1 })).toMatchObject({ status: 200, body: { name: 'Alchemy', version: 2 } });
    expect(await api().get(`/subjects/${subject.id}`)).toMatchObject({ body: { department: 'Alchemy' } });
    expect(await api().post('/departments', { name: 'ALCHEMY' })).toMatchObject({ status: 409 });
    expect((await pages<{ items: { id: number }[]; next: string | null }>(api(), '/departments/?limit=1')).flatMap(page => page.items.map(item => item.id))).toContain(id);
    expect(await api().delete(`/departments/${id}`)).toMatchObject({ status: 409, body: { error_code: 'IN_USE' } });
    await api().delete(`/subjects/${subject.id}`);
    expect(await api().delete(`/departments/${id}/`)).toMatchObject({ status: 204 });
  });

  test('are counted by department, and reported where they have no syllabus', async () => {
    await makeSubject(api(), { department: 'Reported', credits: 2, credits_max: 9 });
    const { id } = await makeSubject(api(), { department: 'Reported', credits: 3 });
    const report = await api().get<{ items: { department: string }[] }>('/reports/subjects-by-department/');
    expect(report.body.items.find(item => item.department === 'Reported')).toMatchObject({ subjects: 2, credits: 5, without_syllabus: 2 });
    const without = await pages<List>(api(), '/reports/subjects-without-syllabus?limit=10');
    expect(without.flatMap(page => page.items.map(item => item.id))).toContain(id);
  });
}
