import { describe, expect, test } from '@jest/globals';
import { until, type LogLine } from '@aurora/test/running';
import type { Answer } from '../client.ts';
import { rawAnswer } from '../raw.ts';
import { serve } from '../served.ts';

const served = serve();
const made = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The line that tells of the request that got `answer`. */
const lineOf = ({ headers }: Answer): Promise<LogLine> =>
  until(async () => served.process.log.find(line => line['http.request.id'] === headers['x-correlation-id'] && line['message'] === 'request'));

describe('a request', () => {
  test('is one line with the field names of ECS', async () => {
    const answer = await served.as('editor').post('/subjects/?', { name: 'x', code: 'LOGGED' });
    expect(answer.status).toBe(201);
    expect(await lineOf(answer)).toEqual({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), 'log.level': 'info', 'ecs.version': expect.stringMatching(/^8\./), message: 'request',
      'service.name': 'aurora', 'process.pid': expect.any(Number), 'http.request.id': answer.headers['x-correlation-id'], 'http.request.method': 'POST', 'url.path': '/api/v1/subjects/',
      'http.response.status_code': 201, 'event.action': 'subject.create', 'event.duration': expect.any(Number), 'user.id': 'user:anna',
    });
    expect(served.process.log.filter(line => line['http.request.id'] === answer.headers['x-correlation-id'])).toHaveLength(1);
  });

  test('that is refused says with which error, and leaves the query out', async () => {
    const answer = await served.as('reader').post('/subjects?why=secret', {});
    expect(await lineOf(answer)).toMatchObject({ 'url.path': '/api/v1/subjects', 'http.response.status_code': 403, 'error.code': 'FORBIDDEN', 'user.id': 'user:anna' });
    expect(JSON.stringify(await lineOf(answer))).not.toContain('secret');
  });

  test('tells who made it: nobody, a key, or someone unproven', async () => {
    expect((await lineOf(await served.anyone.get('/subjects')))['user.id']).toBe('anonymous');
    const { body: { key, id } } = await served.as('admin').post<{ key: string; id: string }>('/config/keys', { name: 'Logged', scopes: ['subject:read'] });
    const keyed = await served.anyone.get('/subjects', { 'x-api-key': key });
    expect(keyed.status).toBe(200);
    expect(String((await lineOf(keyed))['user.id'])).toContain(id);
    expect(await lineOf(await served.anyone.with({ token: 'rubbish' }).get('/subjects'))).not.toHaveProperty(['user.id']);
  });
});

describe('a correlation id', () => {
  test.each(['a', 'Order_7.2026-11:x', 'x'.repeat(128)])('that is well formed is kept in the answer, the error, the log and the event: %s', async id => {
    const headers = { 'x-correlation-id': id };
    const answer = await served.as('editor').post('/subjects', { name: 'x', code: `ID ${id.slice(0, 20)}` }, headers);
    expect(answer).toMatchObject({ status: 201, headers });
    expect(await lineOf(answer)).toMatchObject({ 'event.action': 'subject.create' });
    const events = await served.deployment.sql<{ metadata: string }>('subject', 'select metadata from event_store order by position desc limit 1');
    expect(JSON.parse(events[0]!.metadata)).toMatchObject({ correlation_id: id, principal: 'user:anna' });
    for (const path of ['/subjects/999999', '/nowhere']) expect(await served.as('reader').get(path, headers)).toMatchObject({ status: 404, headers, body: { correlation_id: id } });
  });

  test.each([[['']], [['a b']], [['x'.repeat(129)]], [['<script>']], [['\xe9']], [['a,b']], [['a', 'b']]])('that is malformed is exchanged for a new one: %j', async ids => {
    const lines = ids.map(id => `X-Correlation-Id: ${id}\r\n`).join('');
    const answer = await rawAnswer(served.origin, `GET /api/v1/subjects HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);
    expect(answer).toMatchObject({ status: 401, headers: { 'x-correlation-id': expect.stringMatching(made) } });
    expect(answer.body).toMatchObject({ correlation_id: answer.headers['x-correlation-id'] });
    expect(await lineOf(answer)).toMatchObject({ 'error.code': 'UNAUTHENTICATED' });
  });

  test('that is absent is made, a new one for each request', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => served.anyone.get('/subjects')));
    const ids = answers.map(answer => answer.headers['x-correlation-id']!);
    for (const id of ids) expect(id).toMatch(made);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(['/health/live', '/health/ready', '/docs', '/api/v1/openapi.json', '/.well-known/jwks.json'])('is on what stands beside the API too: %s', async path => {
    expect(await served.beside.get(path, { 'x-correlation-id': 'beside' })).toMatchObject({ status: 200, headers: { 'x-correlation-id': 'beside' } });
  });
});
