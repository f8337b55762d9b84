import { describe, expect, test } from '@jest/globals';
import { serve, type Served } from '../served.ts';
import { exchange } from './exchange.ts';

const ours = 'https://syllabi.example.edu';
const other = 'https://evil.example.com';
const some = serve({ env: { AURORA_CORS_ORIGINS: `${ours},http://localhost:5173` } });
const any = serve({ env: { AURORA_CORS_ORIGINS: '*' } });
const none = serve();

const asked = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,content-type,idempotency-key,if-match,x-api-key' };
const preflight = (served: Served, origin: string, path = '/subjects/1') => exchange(served.url + path, { origin, ...asked }, 'OPTIONS');
const ask = (served: Served, path: string, headers: Record<string, string>) => exchange(served.url + path, headers);
const list = (text: string | undefined) => (text ?? '').toLowerCase().split(/,\s*/);

describe('with some origins', () => {
  test.each([ours, 'http://localhost:5173'])('a preflight from %s is answered before anything is asked for', async origin => {
    const { status, headers, bytes } = await preflight(some, origin);
    expect({ status, length: bytes.length }).toEqual({ status: 204, length: 0 });
    expect(headers).toMatchObject({ 'access-control-allow-origin': origin, 'access-control-max-age': '600', 'x-correlation-id': expect.any(String) });
    expect(list(headers['access-control-allow-methods'])).toEqual(expect.arrayContaining(['get', 'head', 'post', 'put', 'delete']));
    expect(list(headers['access-control-allow-headers'])).toEqual(expect.arrayContaining(asked['access-control-request-headers'].split(',')));
    expect(list(headers.vary)).toContain('origin');
  });

  test.each([other, `${ours}.evil.example.com`, ours.replace('https', 'http'), `${ours}:8443`, 'null'])('one from %s allows nothing', async origin => {
    expect((await preflight(some, origin)).headers).not.toHaveProperty(['access-control-allow-origin']);
    const { status, headers } = await ask(some, '/subjects', { origin, authorization: `Bearer ${some.token('reader')}` });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty(['access-control-allow-origin']);
    expect(list(headers.vary)).toContain('origin');
  });

  test('an answer may be read with the headers that clients need, whatever it is', async () => {
    const { body: { id } } = await some.as('editor').post<{ id: number }>('/subjects', { name: 'x', code: 'CORS' });
    const authorization = `Bearer ${some.token('reader')}`;
    const answers = [
      [200, await ask(some, `/subjects/${id}`, { origin: ours, authorization })], [200, await ask(some, '/subjects?limit=1', { origin: ours, authorization })], [401, await ask(some, '/subjects', { origin: ours })],
      [404, await ask(some, '/nowhere', { origin: ours })], [404, await ask(some, '/subjects/999999', { origin: ours, authorization })], [400, await ask(some, '/subjects?q=%zz', { origin: ours, authorization })],
      [405, await exchange(`${some.url}/config/changes`, { origin: ours, authorization }, 'DELETE')], [200, await ask(some, '/openapi.json', { origin: ours })],
    ] as const;
    for (const [expected, { status, headers }] of answers) {
      expect({ status, origin: headers['access-control-allow-origin'] }).toEqual({ status: expected, origin: ours });
      expect(list(headers['access-control-expose-headers'])).toEqual(expect.arrayContaining(['etag', 'link', 'location', 'retry-after', 'x-correlation-id']));
      expect(headers).not.toHaveProperty(['access-control-allow-credentials']);
    }
  });

  test('who is no browser notices nothing but Vary', async () => {
    const { status, headers } = await ask(some, '/subjects', { authorization: `Bearer ${some.token('reader')}` });
    expect(status).toBe(200);
    expect(list(headers.vary)).toContain('origin');
    expect(headers).not.toHaveProperty(['access-control-allow-origin']);
  });
});

test('with * every origin is let in, and none with its cookies', async () => {
  expect((await preflight(any, other)).headers).toMatchObject({ 'access-control-allow-origin': '*' });
  const { headers } = await ask(any, '/subjects', { origin: other, authorization: `Bearer ${any.token('reader')}` });
  expect(headers).toMatchObject({ 'access-control-allow-origin': '*' });
  expect(headers).not.toHaveProperty(['access-control-allow-credentials']);
});

test('without the setting no origin is let in', async () => {
  const { status, headers } = await preflight(none, ours);
  expect(status).toBe(204);
  expect(list(headers.allow)).toEqual(expect.arrayContaining(['get', 'put', 'delete']));
  for (const { headers: sent } of [{ headers }, await ask(none, '/subjects', { origin: ours, authorization: `Bearer ${none.token('reader')}` })]) {
    expect(Object.keys(sent).filter(name => name.startsWith('access-control-'))).toEqual([]);
  }
});
