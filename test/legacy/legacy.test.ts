import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '../e2e/client.ts';
import { describeWithLegacy } from './describe-with-legacy.ts';
import { Legacy } from './legacy.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const refused = (status: number, code: string, details: unknown = {}) => ({
  status, body: { error_code: code, error_message: expect.any(String), correlation_id: expect.any(String), timestamp: time, service_name: 'syllabus-legacy', details },
});

describeWithLegacy('the application that Aurora replaces', () => {
  let legacy: Legacy, anyone: Client, reader: Client, editor: Client;
  beforeAll(async () => {
    legacy = await Legacy.start();
    anyone = new Client({ url: legacy.url });
    reader = anyone.with({ token: legacy.token('rita', 'reader') });
    editor = anyone.with({ token: legacy.token('eda', 'editor') });
  });
  afterAll(() => legacy?.[Symbol.asyncDispose]());

  const newSubject = async (code: string) => (await editor.post<{ id: number }>('/api/v1/subjects/', { name: 'Algebra', code })).body.id;
  const newSyllabus = async (subject: number, file = 'a1') => (await editor.post<{ id: number }>('/api/v1/syllabus/', { subject_id: subject, file_id: file })).body.id;

  test('keeps subjects.', async () => {
    const created = await editor.post<{ id: number }>('/api/v1/subjects/', { name: ' Logic ', code: 'PHIL 1', credits: 3 });
    const subject = { id: expect.any(Number), name: 'Logic', code: 'PHIL 1', description: null, department_id: null, credits: 3, created_at: time, updated_at: time };
    expect(created).toMatchObject({ status: 201 });
    expect(created.body).toEqual(subject);
    const path = `/api/v1/subjects/${created.body.id}`;
    expect((await anyone.get(path)).body).toEqual(created.body);
    const changed = await editor.put(path, { credits: null, description: 'Proofs' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Logic', credits: null, description: 'Proofs' } });
    expect((await anyone.get(path)).body).toEqual(changed.body);
    expect(await editor.delete(path)).toMatchObject({ status: 204, body: undefined });
    expect(await anyone.get(path)).toMatchObject(refused(404, 'NOT_FOUND'));
  });

  test('lists subjects bare, by offset.', async () => {
    const ids = [await newSubject('LIST 1'), await newSubject('LIST 2'), await newSubject('LIST 3')];
    const { body } = await anyone.get<{ id: number }[]>('/api/v1/subjects/?limit=200');
    const start = body.findIndex(({ id }) => id === ids[0]);
    expect((await anyone.get<{ id: number }[]>(`/api/v1/subjects/?offset=${start + 1}&limit=2`)).body.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  test('keeps the syllabi of a subject, of which the latest is the current one.', async () => {
    const subject = await newSubject('SYL 1');
    const first = await newSyllabus(subject);
    const second = await editor.post<{ id: number }>('/api/v1/syllabus/', { subject_id: subject, file_id: 'b2' });
    expect(second.body).toEqual({ id: expect.any(Number), subject_id: subject, file_id: 'b2', created_at: time, updated_at: time, version: 1 });
    expect((await reader.get(`/api/v1/syllabus/${subject}`)).body).toEqual(second.body);
    expect(await editor.put(`/api/v1/syllabus/${second.body.id}`, { file_id: 'c3', version: 1 })).toMatchObject({ status: 200, body: { file_id: 'c3', version: 2 } });
    expect(await reader.get('/api/v1/files/c3/url')).toMatchObject({ status: 200, body: { url: '/legacy/files/c3', expires_at: null } });
    expect(await editor.delete(`/api/v1/syllabus/${second.body.id}`)).toMatchObject({ status: 204 });
    expect(await reader.get(`/api/v1/syllabus/${subject}`)).toMatchObject({ body: { id: first } });
  });

  test('answers every error alike.', async () => {
    const subject = await newSubject('ERR 1');
    const syllabus = await newSyllabus(subject);
    const field = (path: string) => ({ fields: [{ path, code: expect.any(String), message: expect.any(String) }] });
    expect(await editor.post('/api/v1/subjects/', '{', { 'content-type': 'application/json' })).toMatchObject(refused(400, 'MALFORMED_REQUEST'));
    expect(await anyone.post('/api/v1/subjects/', {})).toMatchObject(refused(401, 'UNAUTHENTICATED'));
    expect(await reader.post('/api/v1/subjects/', { name: 'x', code: 'x' })).toMatchObject(refused(403, 'FORBIDDEN'));
    expect(await anyone.get('/api/v1/nothing')).toMatchObject(refused(404, 'NOT_FOUND'));
    expect(await editor.delete('/api/v1/subjects/')).toMatchObject(refused(405, 'METHOD_NOT_ALLOWED'));
    expect(await editor.post('/api/v1/subjects/', { name: 'x', code: 'err 1' })).toMatchObject(refused(409, 'CONFLICT'));
    expect(await editor.delete(`/api/v1/subjects/${subject}`)).toMatchObject(refused(409, 'IN_USE'));
    expect(await editor.put(`/api/v1/syllabus/${syllabus}`, { version: 7 })).toMatchObject(refused(412, 'STALE_VERSION'));
    expect(await editor.post('/api/v1/subjects/', { name: 'x' })).toMatchObject(refused(422, 'VALIDATION_FAILED', field('code')));
    expect(await editor.put(`/api/v1/subjects/${subject}`, { name: null })).toMatchObject(refused(422, 'VALIDATION_FAILED', field('name')));
    expect(await editor.post('/api/v1/syllabus/', { subject_id: 999_999, file_id: 'a' })).toMatchObject(refused(422, 'INVALID_REFERENCE', field('subject_id')));
  });

  test('takes its own tokens only, and gives them out to who logs in.', async () => {
    const subject = await newSubject('AUTH 1');
    await newSyllabus(subject);
    const path = `/api/v1/syllabus/${subject}`;
    expect(await anyone.get(path)).toMatchObject(refused(401, 'UNAUTHENTICATED'));
    const [header, claims] = reader.options.token!.split('.');
    for (const token of [`${header}.${claims}.${'A'.repeat(43)}`, `eyJhbGciOiJub25lIn0.${claims}.`, 'x']) expect(await anyone.with({ token }).get(path)).toMatchObject({ status: 401 });
    const login = await anyone.post<{ access_token: string }>('/api/v1/auth/login', { username: 'admin', password: legacy.password });
    expect(login.body).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 3600 });
    const given = JSON.parse(Buffer.from(login.body.access_token.split('.')[1]!, 'base64url').toString()) as unknown;
    expect(given).toEqual({ sub: 'admin', role: 'admin', iss: 'syllabus-legacy', exp: expect.any(Number) });
    expect(await anyone.with({ token: login.body.access_token }).get(path)).toMatchObject({ status: 200 });
    for (const username of ['admin', 'nobody']) expect(await anyone.post('/api/v1/auth/login', { username, password: 'wrong' })).toMatchObject(refused(401, 'UNAUTHENTICATED'));
  });

  describe('what no module of Aurora takes over', () => {
    test('answers: the yearly report, a ping.', async () => {
      const report = async () => (await reader.get<{ year: number; subjects: number; syllabi: number }[]>('/api/v1/reports/yearly')).body;
      const subjects = async () => (await report()).reduce((sum, year) => sum + year.subjects, 0);
      const before = await subjects();
      await newSubject('YEAR 1');
      expect(await report()).toContainEqual({ year: expect.any(Number), subjects: expect.any(Number), syllabi: expect.any(Number) });
      expect(await subjects()).toBe(before + 1);
      expect(await anyone.get('/api/v1/reports/yearly')).toMatchObject(refused(401, 'UNAUTHENTICATED'));
      expect(await anyone.get('/legacy/ping')).toMatchObject({ status: 200, body: { answer: 'pong' } });
    });

    test('downloads: a document of 4 MiB.', async () => {
      const response = await fetch(`${legacy.url}/legacy/files/c3`);
      expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'application/pdf', 'content-length': String(4 * 2 ** 20) });
      expect(Buffer.from(await response.arrayBuffer()).subarray(0, 15).toString()).toBe('%PDF-1.4\n% c3\n%');
    });

    test('streams: what happens, as it happens.', async () => {
      const response = await fetch(`${legacy.url}/api/v1/notifications/stream`);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const events = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      expect((await events.read()).value).toBe(': listening\n\n');
      const id = await newSubject('STREAM 1');
      expect((await events.read()).value).toBe(`event: subject_created\ndata: {"event": "subject_created", "id": ${id}}\n\n`);
      await events.cancel();
    });

    test('talks: over a WebSocket.', async () => {
      const socket = new WebSocket(`${legacy.url.replace('http', 'ws')}/api/v1/live`);
      const failed = once(socket, 'error').then(() => { throw new Error('The WebSocket failed.'); });
      failed.catch(() => undefined);
      const next = async () => JSON.parse(String(((await Promise.race([once(socket, 'message'), failed])) as [MessageEvent])[0].data)) as unknown;
      expect(await next()).toEqual({ event: 'welcome' });
      const said = next();
      socket.send('hello');
      expect(await said).toEqual({ event: 'said', text: 'hello' });
      socket.close();
      await once(socket, 'close');
      expect(await legacy.seen()).toContainEqual({ method: 'GET', path: '/api/v1/live', headers: expect.arrayContaining([['upgrade', 'websocket']]) });
    });
  });

  test('tells tests what it was asked.', async () => {
    await anyone.get('/legacy/%70ing?a=1', { 'x-first': 'Ä', 'x-second': '2' });
    const request = (await legacy.seen()).find(({ path }) => path.startsWith('/legacy/%70'));
    expect(request).toMatchObject({ method: 'GET', path: '/legacy/%70ing?a=1' });
    expect(request!.headers.filter(([name]) => name.startsWith('x-'))).toEqual([['x-first', 'Ä'], ['x-second', '2']]);
  });
});
