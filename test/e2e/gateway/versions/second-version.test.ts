import { describe, expect, test } from '@jest/globals';
import type { Answer, HeaderFields } from '../../client.ts';
import { makeFile } from '../../journey/files.ts';
import { makeSubject } from '../../journey/subjects.ts';
import { BothKinds, kinds, makeSyllabus, problem, type List, type Syllabus } from './both-kinds.ts';

const both = new BothKinds();
const faults = (answer: Answer) => (answer.body as { details: { fields: { path: string; code: string }[] } }).details.fields.map(({ path, code }) => `${path} ${code}`).sort();

describe.each(kinds)('The second version of a gateway %s', kind => {
  test('makes a syllabus, which is the first version\'s as well', async () => {
    const at = await both.clients(kind);
    const { v1, v2, bare } = at;
    const subject = await makeSubject(v1);
    const file = await makeFile(v1);
    const made = await v2.post<Syllabus>('/syllabi/', { subject: { id: subject.id }, file: { id: file.id }, term: { year: 2026, name: ' Fall ' }, instructor: 'Jana Nováková' });
    const { id } = made.body;
    const self = `/api/v2/syllabi/${id}`;
    expect(made).toMatchObject({ status: 201, headers: { location: self, etag: `"${id}.1"`, 'cache-control': 'no-store' } });
    expect(made.body).toEqual({
      id, subject: { id: subject.id, href: `/api/v1/subjects/${subject.id}` }, file: { id: file.id, href: `/api/v1/files/${file.id}`, url_href: `/api/v1/files/${file.id}/url` },
      term: { year: 2026, name: 'Fall' }, section: null, instructor: 'Jana Nováková', created_at: expect.any(String), updated_at: expect.any(String), version: 1,
      links: { self, history: `${self}/history`, current: `/api/v2/subjects/${subject.id}/syllabus` },
    });
    for (const path of [self, `${self}/`, `/api/v2/subjects/${subject.id}/syllabus`]) expect(await bare.get(path)).toMatchObject({ status: 200, headers: { etag: `"${id}.1"` }, body: made.body });
    for (const path of [`/api/v1/subjects/${subject.id}`, `/api/v1/files/${file.id}`, `/api/v1/files/${file.id}/url`, `${self}/history`]) expect(await bare.get(path)).toMatchObject({ status: 200 });
    expect(await v1.get(`/syllabus/by-id/${id}`)).toMatchObject({ body: { subject_id: subject.id, file_id: file.id, year: 2026, term: 'Fall', instructor: 'Jana Nováková', version: 1 } });
    expect((await makeSyllabus(at, { term: null })).body).toMatchObject({ term: null });
    expect((await makeSyllabus(at)).body).toMatchObject({ term: null, section: null, instructor: null });
  });

  test('changes what a patch names, by the version that the client has read', async () => {
    const at = await both.clients(kind);
    const { v1, v2 } = at;
    const { body: { id } } = await makeSyllabus(at, { term: { year: 2026, name: 'Fall' }, section: 'A', instructor: 'Eda' });
    const path = `/syllabi/${id}`;
    const patch = (body: unknown, headers: HeaderFields = {}) => v2.send('PATCH', path, { body, headers });
    expect(await patch({ term: { name: 'Spring' }, section: null }, { 'if-match': `"${id}.1"` })).toMatchObject({ status: 200, headers: { etag: `"${id}.2"` }, body: { term: { year: 2026, name: 'Spring' }, section: null, instructor: 'Eda', version: 2 } });
    expect(await patch({ section: 'B' }, { 'if-match': `"${id}.1"` })).toMatchObject({ ...problem(412, 'STALE_VERSION'), body: { details: { current_version: 2 } } });
    expect(await patch({ term: { year: null } })).toMatchObject({ status: 200, body: { term: { year: null, name: 'Spring' } } });
    const other = await makeSubject(v1);
    const file = await makeFile(v1);
    expect(await v2.send('PATCH', path, { body: JSON.stringify({ term: null, subject: { id: other.id }, file: { id: file.id } }), headers: { 'content-type': 'application/merge-patch+json' } }))
      .toMatchObject({ status: 200, body: { term: null, subject: { id: other.id }, file: { id: file.id }, version: 4 } });
    expect(await v2.get(`/subjects/${other.id}/syllabus`)).toMatchObject({ body: { id } });
    const history = await v2.get<{ items: { version: number; changes: { field: string }[] }[] }>(`${path}/history`);
    expect(history.body.items.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect(history.body.items[2]).toEqual({ version: 2, action: 'updated', at: expect.any(String), by: expect.any(String), changes: expect.arrayContaining([{ field: 'term.name', from: 'Fall', to: 'Spring' }, { field: 'section', from: 'A', to: null }]) });
    expect(history.body.items[0]!.changes.map(({ field }) => field).sort()).toEqual(['file.id', 'subject.id', 'term.name']);
  });

  test('deletes a syllabus once', async () => {
    const at = await both.clients(kind);
    const { v2 } = at;
    const { body: { id, subject } } = await makeSyllabus(at);
    expect(await v2.delete(`/syllabi/${id}`, { 'if-match': '"other"' })).toMatchObject(problem(412, 'STALE_VERSION'));
    expect(await v2.delete(`/syllabi/${id}`, { 'if-match': `"${id}.1"` })).toMatchObject({ status: 204, body: undefined });
    for (const path of [`/syllabi/${id}`, `/subjects/${subject.id}/syllabus`]) expect(await v2.get(path)).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await v2.delete(`/syllabi/${id}`)).toMatchObject(problem(404, 'NOT_FOUND'));
  });

  test('lists page by page, by links in the body and in the header alike', async () => {
    const at = await both.clients(kind);
    const { v1, v2, bare } = at;
    const subject = makeSubject(v1);
    const made: number[] = [];
    for (const name of ['A', 'B', 'C', 'D', 'E']) made.push((await makeSyllabus(at, { term: { year: 2026, name } }, subject)).body.id);
    const found: number[] = [];
    let page = await v2.get<List>(`/syllabi?subject=${(await subject).id}&year=2026&limit=2&sort=-id`);
    for (;;) {
      expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-cache' } });
      found.push(...page.body.items.map(({ id }) => id));
      const { next } = page.body.links;
      expect(page.body.next === null).toBe(next === null);
      if (next === null) break;
      expect(page.headers['link']).toMatch(/^<\/api\/v2\/syllabi\?[^>]+>; rel="next"$/);
      const byHeader = await bare.get<List>(page.headers['link']!.slice(1).split('>')[0]!);
      page = await bare.get<List>(next);
      expect(byHeader.body).toEqual(page.body);
    }
    expect(page.headers).not.toHaveProperty('link');
    expect(found).toEqual(made.toReversed());
    const history = await v2.get<List>(`/syllabi/${made[0]}/history?limit=1`);
    expect(history.body).toMatchObject({ items: [{ version: 1, action: 'created' }], links: { next: null } });
    await v2.send('PATCH', `/syllabi/${made[0]}`, { body: { section: 'Z' } });
    const first = await v2.get<List>(`/syllabi/${made[0]}/history?limit=1`);
    expect((await bare.get<List>(first.body.links.next!)).body).toMatchObject({ items: [{ version: 1 }], next: null });
  });

  test('answers 304 to who has it already, HEAD as GET, and a command once', async () => {
    const at = await both.clients(kind);
    const { v1, v2 } = at;
    const { body: { id }, headers: { etag } } = await makeSyllabus(at);
    expect(await v2.get(`/syllabi/${id}`, { 'if-none-match': etag! })).toMatchObject({ status: 304, headers: { etag }, body: undefined });
    const got = await v2.get(`/syllabi/${id}`);
    expect(await v2.send('HEAD', `/syllabi/${id}`)).toMatchObject({ status: 200, body: undefined, headers: { etag, 'content-length': got.headers['content-length'] } });
    const [subject, file] = [await makeSubject(v1), await makeFile(v1)];
    const body = { subject: { id: subject.id }, file: { id: file.id } };
    const key = { 'idempotency-key': `once-${kinds.indexOf(kind)}` };
    const [once, again] = [await v2.post<Syllabus>('/syllabi', body, key), await v2.post<Syllabus>('/syllabi', body, key)];
    expect(again).toMatchObject({ status: 201, body: once.body, headers: { location: once.headers['location'] } });
    expect((await v2.get<List>(`/syllabi?subject=${subject.id}`)).body.items).toHaveLength(1);
    expect(await v2.post('/syllabi', { ...body, section: 'other' }, key)).toMatchObject(problem(422, 'IDEMPOTENCY_KEY_REUSED'));
  });

  test('names wrong fields as its clients do', async () => {
    const at = await both.clients(kind);
    const { v1, v2 } = at;
    const { body: { id, subject } } = await makeSyllabus(at);
    const gone = '0'.repeat(26);
    const refused = async (answer: Promise<Answer>, code: string) => { expect(await answer).toMatchObject(problem(422, code)); return faults(await answer); };
    expect(await refused(v2.post('/syllabi', { subject: { id: 999_999 }, file: { id: (await makeFile(v1)).id } }), 'INVALID_REFERENCE')).toEqual(['subject.id unknown_reference']);
    expect(await refused(v2.post('/syllabi', { subject: { id: subject.id }, file: { id: gone } }), 'INVALID_REFERENCE')).toEqual(['file.id unknown_reference']);
    expect(await refused(v2.send('PATCH', `/syllabi/${id}`, { body: { file: { id: gone } } }), 'INVALID_REFERENCE')).toEqual(['file.id unknown_reference']);
    expect(await refused(v2.post('/syllabi', { subject_id: 1, subject: 1, file: { id: 'x y' }, term: { year: 'x', autumn: 1 }, section: 'a\u0000b' }), 'VALIDATION_FAILED'))
      .toEqual(['file.id invalid_format', 'section invalid_format', 'subject invalid_type', 'subject_id unknown_field', 'term.autumn unknown_field', 'term.year invalid_type']);
    expect(await refused(v2.post('/syllabi', '{"__proto__":{"x":1},"subject":{"id":1,"__proto__":{"x":1}},"file":null}', { 'content-type': 'application/json' }), 'VALIDATION_FAILED')).toEqual(['__proto__ unknown_field', 'file invalid_type', 'subject.__proto__ unknown_field']);
    expect(await refused(v2.get('/syllabi?subject_id=1&subject=x&limit=0&year=2026&year=2027'), 'VALIDATION_FAILED')).toEqual(['limit too_small', 'subject invalid_type', 'subject_id unknown_field', 'year repeated']);
    expect(await refused(v2.get('/syllabi?cursor=nonsense'), 'VALIDATION_FAILED')).toEqual(['cursor invalid_cursor']);
    expect(await refused(v2.send('PATCH', `/syllabi/${id}`, { body: { version: 1 } }), 'VALIDATION_FAILED')).toEqual(['version unknown_field']);
    expect(await refused(v2.get('/syllabi/x'), 'VALIDATION_FAILED')).toEqual(['id invalid_type']);
  });

  test('answers every error below its prefix as a problem document', async () => {
    const at = await both.clients(kind);
    const { v2, bare } = at;
    const { body: { id } } = await makeSyllabus(at);
    const reader = v2.with({ token: await both.token('reader') });
    const asked: [number, string, Promise<Answer>][] = [
      [404, 'NOT_FOUND', v2.get('/nothing')], [404, 'NOT_FOUND', bare.get('/api/v2')], [404, 'NOT_FOUND', v2.get('/subjects')], [404, 'NOT_FOUND', bare.get('//api/v2//nothing')],
      [405, 'METHOD_NOT_ALLOWED', v2.put(`/syllabi/${id}`, {})], [405, 'METHOD_NOT_ALLOWED', v2.send('DELETE', '/openapi.json')], [405, 'METHOD_NOT_ALLOWED', v2.delete('/syllabi')],
      [400, 'MALFORMED_REQUEST', v2.get('/syllabi/%zz')], [400, 'MALFORMED_REQUEST', v2.get('/syllabi/1%2f2')], [400, 'MALFORMED_REQUEST', v2.get('/syllabi?x=%ff')],
      [400, 'MALFORMED_REQUEST', v2.post('/syllabi', '{', { 'content-type': 'application/json' })], [415, 'UNSUPPORTED_MEDIA_TYPE', v2.post('/syllabi', 'x', { 'content-type': 'text/plain' })],
      [401, 'UNAUTHENTICATED', v2.with({ token: 'nonsense' }).get('/syllabi')], [401, 'UNAUTHENTICATED', v2.with({ token: undefined }).get('/syllabi')], [403, 'FORBIDDEN', reader.delete(`/syllabi/${id}`)],
    ];
    for (const [status, code, answer] of asked) expect(await answer).toMatchObject({ ...problem(status, code), headers: { 'content-type': 'application/problem+json', 'x-correlation-id': expect.any(String) } });
    expect((await v2.put(`/syllabi/${id}`, {})).headers['allow']).toBe('GET, DELETE, PATCH, HEAD, OPTIONS');
    expect(await bare.get('/api/v1/nothing')).toMatchObject({ status: 404, headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(await bare.get('/api/v20/nothing')).toMatchObject({ status: 404, headers: { 'content-type': 'application/json; charset=utf-8' } });
  });
});
