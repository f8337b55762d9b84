import { describe, expect, test } from '@jest/globals';
import { rawAnswer } from './raw.ts';
import { serve } from './served.ts';

const served = serve({ env: { AURORA_MAX_BODY: '256KiB' } });
const post = (body: unknown, headers?: Record<string, string>) => served.as('editor').post('/subjects', body, headers);
const json = { 'content-type': 'application/json' };

interface Failed { readonly error_code: string; readonly correlation_id: string; readonly details: { readonly fields: { path: string; code: string; message: string }[] } }
const fields = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  expect({ status, body }).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_FAILED' } });
  return (body as Failed).details.fields.map(field => field.path).toSorted();
};

describe('an error', () => {
  test('has one body of six fields', async () => {
    const answer = await served.as('reader').get('/subjects/77');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      error_code: 'NOT_FOUND', error_message: 'There is no subject 77.', correlation_id: answer.headers['x-correlation-id'],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), service_name: 'gateway', details: {},
    });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  test('is a problem document for who asks for one', async () => {
    const answer = await served.as('reader').get('/subjects/77', { accept: 'application/problem+json, application/json;q=0.5' });
    expect(answer).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json' } });
    expect(answer.body).toMatchObject({ type: 'urn:aurora:error:not_found', title: 'There is no such thing.', status: 404, detail: 'There is no subject 77.', error_code: 'NOT_FOUND' });
  });
});

describe('a body that is no JSON object', () => {
  test.each([
    ['a comma too many', '{"name": "x",\n  "code": "y",\n}', { line: 3, column: 1, position: 29 }],
    ['a value missing', '{"name": }', { line: 1, column: 10, position: 9 }],
    ['an end missing', '{"name": "x"', { line: 1, column: 13, position: 12 }],
    ['nothing at all', '', { line: 1, column: 1, position: 0 }],
    ['a control character in a string', '{"name": "a\tb"}', { line: 1, position: 11 }],
  ])('is 400 with the position of %s', async (_, body, details) => {
    expect(await post(body, json)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST', details } });
  });

  test.each(['[]', '"text"', '3', 'null', 'true'])('is 400: %s', async body => {
    expect(await post(body, json)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
  });

  test('is 400 if it is not UTF-8', async () => {
    expect(await post(Buffer.from('{"name": "\xe9", "code": "x"}', 'latin1'), json)).toMatchObject({ status: 400, body: { error_message: 'The body is not UTF-8.' } });
  });

  test.each([{ 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }, { 'content-type': 'application/jsonp' }, { ...json, 'content-encoding': 'gzip' }])('is 415 as %j', async headers => {
    expect(await post('{"name":"x","code":"x"}', headers)).toMatchObject({ status: 415, body: { error_code: 'UNSUPPORTED_MEDIA_TYPE' } });
  });

  test('is 415 without a type', async () => {
    expect(await post(Buffer.from('{}'))).toMatchObject({ status: 415, body: { details: { accepted: ['application/json'] } } });
  });

  test('may say its charset and be of any JSON type', async () => {
    expect(await post('{}', { 'content-type': 'application/json;charset=UTF-8' })).toMatchObject({ status: 422 });
    expect(await post('{}', { 'content-type': 'application/merge-patch+json' })).toMatchObject({ status: 422 });
  });
});

describe('a body that is too large', () => {
  const large = JSON.stringify({ name: 'x'.repeat(300_000), code: 'x' });

  test('is 413 by its declared length', async () => {
    expect(await post(large, json)).toMatchObject({ status: 413, body: { error_code: 'PAYLOAD_TOO_LARGE', details: { limit: 262_144 } } });
  });

  test('is 413 in chunks of no declared length', async () => {
    const chunks = new Blob([large]).stream();
    expect(await post(chunks, json)).toMatchObject({ status: 413, body: { error_code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('fields that are wrong', () => {
  test('are named all at once', async () => {
    const body = { name: ' ', code: 5, credits: -1, credits_max: 'many', department_id: 1.5, description: ['x'], title: 'x', constructor: 1 };
    expect(await fields(post(body))).toEqual(['code', 'constructor', 'credits', 'credits_max', 'department_id', 'description', 'name', 'title']);
    expect(await fields(post({}))).toEqual(['code', 'name']);
  });

  test('include those that JavaScript itself knows', async () => {
    expect(await fields(post('{"name": "x", "code": "x", "__proto__": {"admin": true}, "toString": 1, "hasOwnProperty": 1}', json))).toEqual(['__proto__', 'hasOwnProperty', 'toString']);
  });

  test('include those that belong in the path, a header or the body', async () => {
    const { body } = await served.as('editor').post<{ id: number }>('/subjects', { name: 'x', code: 'ELSEWHERE' });
    const { id } = body;
    expect(await fields(served.as('editor').put(`/subjects/${id}`, { id: 8, name: 'y' }))).toEqual(['id']);
    expect(await fields(served.as('editor').put(`/subjects/${id}`, { if_match: '"x"', name: 'y' }))).toEqual(['if_match']);
    expect(await fields(served.as('editor').delete(`/subjects/${id}?if_match=x`))).toEqual(['if_match']);
    expect(await fields(served.as('editor').put(`/subjects/${id}?name=y`, { code: 'y' }))).toEqual(['name']);
    expect(await fields(served.as('editor').get(`/subjects/${id}?id=9`))).toEqual(['id']);
  });

  test.each([
    ['limit=0', ['limit']], ['limit=201', ['limit']], ['limit=1e2', ['limit']], ['limit=', ['limit']], ['limit=ten&sort=up&department_id=-1&page=2', ['department_id', 'limit', 'page', 'sort']],
    ['cursor=rubbish', ['cursor']], ['limit=1&limit=2', ['limit']], ['__proto__=x', ['__proto__']], ['constructor=x', ['constructor']], ['q=%00', ['q']], ['api_key=secret', ['api_key']], ['q=a%0D%0Ab', ['q']],
  ])('in the query ?%s are named', async (query, paths) => {
    expect(await fields(served.as('reader').get(`/subjects?${query}`))).toEqual(paths);
  });

  test('past a thousand of them are still seen', async () => {
    const many = Array.from({ length: 1200 }, (_, index) => `a${index}=1`).join('&');
    expect(await fields(served.as('reader').get(`/subjects?${many}&limit=0`))).toContain('limit');
  });

  test('of a cursor of another order are named', async () => {
    for (const code of ['CURSOR 1', 'CURSOR 2']) await post({ name: 'x', code });
    const { body } = await served.as('reader').get<{ next: string }>('/subjects?limit=1&sort=code');
    expect(await fields(served.as('reader').get(`/subjects?limit=1&sort=name&cursor=${body.next}`))).toEqual(['cursor']);
  });

  test.each(['/subjects/abc', '/subjects/0', '/subjects/-1', '/subjects/1.5', '/subjects/9007199254740993', '/subjects/1e3', '/subjects/%20', '/files/x.y', `/files/${'u'.repeat(65)}`, '/syllabus/by-id/0x10', '/config/revisions/-x'])('in the path %s are 422', async path => {
    expect(await served.as('admin').get(path)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_FAILED', details: { fields: [expect.any(Object)] } } });
  });

  test.each([
    ['a number beyond all bounds', '{"name": "x", "code": "x", "credits": 1e400}', 'credits'],
    ['a number of a thousand digits', `{"name": "x", "code": "x", "department_id": ${'9'.repeat(1000)}}`, 'department_id'],
    ['NUL in a name', '{"name": "a\\u0000b", "code": "x"}', 'name'], ['NUL in a text', '{"name": "x", "code": "x", "description": "a\\u0000"}', 'description'],
    ['half a character', '{"name": "\\ud800", "code": "x"}', 'name'], ['a line break in a line', '{"name": "a\\nb", "code": "x"}', 'name'],
    ['arrays a hundred thousand deep', `{"name": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "code": "x"}`, 'name'],
    ['objects twenty thousand deep', `{"name": ${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}, "code": "x"}`, 'name'],
  ])('are 422 for %s', async (_, body, path) => {
    expect(await fields(post(body, json))).toEqual([path]);
  });

  test('are 422 however deep a value of any form nests', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const [path, body] of [['/config/settings/deep', `{"value": ${deep}}`], ['/config/flags/deep/evaluate', `{"context": {"a": ${deep}}}`], ['/config/schemas/deep', `{"schema": {"const": ${deep}}}`]] as const) {
      const method = path.endsWith('evaluate') ? 'POST' : 'PUT';
      expect(await served.as('admin').send(method, path, { body, headers: json })).toMatchObject({ status: 422 });
    }
    expect(await served.beside.get('/health/live')).toMatchObject({ status: 200 });
  });
});

describe('a path or method that is none', () => {
  test.each(['/nothing', '/subjects/1/x', '/internal/subjects/1/reservations', '/subjects.json', '/metrics'])('is 404: %s', async path => {
    for (const client of [served.as('admin'), served.anyone, served.beside]) {
      expect(await client.get(path)).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND', service_name: 'gateway' } });
    }
  });

  test.each([
    ['PATCH', '/subjects', 'GET, HEAD, OPTIONS, POST'], ['POST', '/subjects/1', 'DELETE, GET, HEAD, OPTIONS, PUT'], ['PUT', '/files/upload', 'DELETE, GET, HEAD, OPTIONS, POST'], ['DELETE', '/syllabus', 'GET, HEAD, OPTIONS, POST'],
    ['GET', '/config/changes', 'OPTIONS, POST'], ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ])('is 405 with Allow: %s %s', async (method, path, allowed) => {
    const answer = await served.as('admin').send(method, path);
    expect(answer).toMatchObject({ status: 405, body: { error_code: 'METHOD_NOT_ALLOWED' } });
    expect(answer.headers['allow']!.split(', ').toSorted().join(', ')).toBe(allowed);
    const options = await served.anyone.send('OPTIONS', path);
    expect(options).toMatchObject({ status: 204, body: undefined, headers: { allow: answer.headers['allow'] } });
  });

  test.each(['/health/live', '/health/ready', '/docs', '/.well-known/jwks.json'])('beside the API is 405 with Allow: POST %s', async path => {
    expect(await served.beside.send('POST', path)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' }, body: { error_code: 'METHOD_NOT_ALLOWED' } });
    expect(await served.beside.send('OPTIONS', path)).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, OPTIONS' } });
  });
});

describe('the correlation id', () => {
  const paths = ['/api/v1/subjects', '/api/v1/subjects/x', '/api/v1/nothing', '/api/v1/openapi.json', '/health/live', '/health/ready', '/docs', '/docs/init.js', '/.well-known/jwks.json', '/api/v1/%2f'];

  test.each(paths)('of the client comes back from %s', async path => {
    const client = served.beside.with({ token: served.token('reader') });
    expect((await client.get(path, { 'x-correlation-id': 'a.B-3:x_4' })).headers['x-correlation-id']).toBe('a.B-3:x_4');
    expect((await client.get(path, { 'x-request-id': 'req-7' })).headers['x-correlation-id']).toBe('req-7');
  });

  test.each(paths)('is made by %s where the client has none or none that is well formed', async path => {
    const made = new Set<string | undefined>();
    for (const given of [undefined, 'a b', 'x'.repeat(129), '<script>', 'é']) made.add((await served.beside.get(path, given === undefined ? {} : { 'x-correlation-id': given })).headers['x-correlation-id']);
    expect(made.size).toBe(5);
    for (const id of made) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('of two is neither', async () => {
    const answer = await rawAnswer(served.origin, 'GET /health/live HTTP/1.1\r\nHost: a\r\nX-Correlation-Id: a\r\nX-Correlation-Id: b\r\n\r\n');
    expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});
