import { describe, expect, test } from '@jest/globals';
import { makeFile } from '../../journey/files.ts';
import { makeSubject } from '../../journey/subjects.ts';
import { BothKinds, kinds, makeSyllabus, problem, type, type List } from './both-kinds.ts';

const both = new BothKinds();

describe.each(kinds)('The version that Accept names, at a gateway %s', kind => {
  test('is the one that answers, by its own media type', async () => {
    const at = await both.clients(kind);
    const { v1, any, bare } = at;
    const { body: syllabus } = await makeSyllabus(at);
    expect(await any.get(`/syllabi/${syllabus.id}`, type('v2'))).toMatchObject({ status: 200, headers: { 'content-type': 'application/vnd.aurora.v2+json', vary: expect.stringContaining('accept') }, body: syllabus });
    const first = await any.get(`/syllabus/by-id/${syllabus.id}`, type('v1'));
    expect(first).toMatchObject({ status: 200, headers: { 'content-type': 'application/vnd.aurora.v1+json', vary: expect.stringContaining('accept'), deprecation: expect.any(String) } });
    expect(first.body).toEqual((await v1.get(`/syllabus/by-id/${syllabus.id}`)).body);
    await makeSyllabus(at);
    const page = await any.get<List>('/syllabi?limit=1&sort=-id', type('v2'));
    expect(page).toMatchObject({ headers: { 'content-type': 'application/vnd.aurora.v2+json', vary: 'Origin, accept, accept-encoding' } });
    expect((await bare.get(page.body.links.next!)).status).toBe(200);
    const [subject, file] = [await makeSubject(v1), await makeFile(v1)];
    expect(await any.post('/syllabi', { subject: { id: subject.id }, file: { id: file.id } }, type('v2'))).toMatchObject({ status: 201, headers: { 'content-type': 'application/vnd.aurora.v2+json', location: expect.stringMatching(/^\/api\/v2\/syllabi\/\d+$/) } });
  });

  test('is the oldest one that has the path, where none is named', async () => {
    const { v1, any } = await both.clients(kind);
    const { id } = await makeSubject(v1);
    for (const accept of ['*/*', 'application/json', 'text/html']) {
      const answer = await any.get(`/subjects/${id}`, { accept });
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8', vary: expect.stringContaining('accept') } });
      expect(answer.body).toEqual((await v1.get(`/subjects/${id}`)).body);
    }
    expect(await any.get('/syllabi?limit=1', { accept: '*/*' })).toMatchObject({ status: 200, body: { links: {} } });
    expect(await any.post('/subjects', { name: 'x' })).toMatchObject({ status: 422, headers: { 'content-type': 'application/json; charset=utf-8', vary: expect.stringContaining('accept') } });
  });

  test('is chosen by quality, as any media type', async () => {
    const { any } = await both.clients(kind);
    const answered = async (accept: string, path = '/syllabi?limit=1') => { const { status, headers } = await any.get(path, { accept }); return [status, headers['content-type']]; };
    expect(await answered('application/vnd.aurora.v3+json, application/vnd.aurora.v2+json;q=0.5, */*;q=0.1')).toEqual([200, 'application/vnd.aurora.v2+json']);
    expect(await answered('application/vnd.aurora.v9+json, application/json', '/subjects?limit=1')).toEqual([200, 'application/json; charset=utf-8']);
    expect(await answered('APPLICATION/VND.AURORA.V1+JSON', '/subjects?limit=1')).toEqual([200, 'application/vnd.aurora.v1+json']);
    expect(await answered('application/vnd.aurora.v2+json;q=0', '/syllabi?limit=1')).toEqual([406, 'application/json; charset=utf-8']);
  });

  test('is refused where there is none such, with those there are', async () => {
    const { any } = await both.clients(kind);
    for (const [path, version, available] of [['/subjects', 'v9', 'v1'], ['/subjects', 'v2', 'v1'], ['/syllabi', 'v1', 'v2'], ['/syllabus', 'v99999999999999999999', 'v1'], ['/subjects', 'constructor', 'v1']] as const) {
      expect(await any.get(path, type(version))).toMatchObject({ status: 406, headers: { vary: expect.stringContaining('accept') }, body: { error_code: 'NOT_ACCEPTABLE', details: { available: [`application/vnd.aurora.${available}+json`] } } });
    }
    expect(await any.get('/nothing', type('v9'))).toMatchObject({ status: 404 });
    expect(await any.get('/v1/nothing', type('v2'))).toMatchObject({ status: 404 });
    expect(await any.get('/v1/v1/subjects', type('v1'))).toMatchObject({ status: 404 });
  });

  test('does not count where the path names one', async () => {
    const { v1, v2 } = await both.clients(kind);
    expect(await v1.get('/subjects?limit=1', type('v2'))).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(await v2.get('/syllabi?limit=1', type('v1'))).toMatchObject({ status: 200, body: { links: {} } });
  });

  test('goes with the same authorisation, errors and caching as its path', async () => {
    const at = await both.clients(kind);
    const { any } = at;
    const { body: { id }, headers: { etag } } = await makeSyllabus(at);
    expect(await any.with({ token: undefined }).get(`/syllabi/${id}`, type('v2'))).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect(await any.with({ token: await both.token('reader') }).delete(`/syllabi/${id}`, type('v2'))).toMatchObject(problem(403, 'FORBIDDEN'));
    expect(await any.get(`/%73yllabi/${id}`, type('v2'))).toMatchObject({ status: 200 });
    expect(await any.get('/syllabi/999999', type('v2'))).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await any.get('/subjects/999999', type('v1'))).toMatchObject({ status: 404, headers: { 'content-type': 'application/vnd.aurora.v1+json' }, body: { error_code: 'NOT_FOUND' } });
    expect(await any.put('/syllabi', {}, type('v2'))).toMatchObject({ ...problem(405, 'METHOD_NOT_ALLOWED'), headers: { vary: expect.stringContaining('accept') } });
    expect(await any.get(`/syllabi/${id}`, { ...type('v2'), 'if-none-match': etag! })).toMatchObject({ status: 304, headers: { vary: expect.stringContaining('accept') } });
    const cors = await any.get(`/syllabi/${id}`, { ...type('v2'), origin: 'https://app.example.edu' });
    expect(cors).toMatchObject({ status: 200, headers: { vary: 'Origin, accept', 'access-control-allow-origin': 'https://app.example.edu' } });
  });
});
