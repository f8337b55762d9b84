import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { headerOf } from '../../../upstreams/behaviour.ts';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = new GatewayBefore('services', { AURORA_CACHE: 'memory' });
const json = (body: object, headers: readonly (readonly [string, string])[] = []) => ({ kind: 'answer' as const, body: JSON.stringify(body), headers });
/** What clients have asked for; the gateway asks for changes besides. */
const seen = async () => (await before.seen()).filter(({ target }) => !target.startsWith('/internal/'));
const targets = async () => (await seen()).map(({ target }) => target);
const fresh = { 'cache-control': 'no-cache' };

test('49 a copy is made for whoever may read, and given to nobody else', async () => {
  await before.upstream.behave(json({ id: 1, name: 'One' }), '/subjects');
  const path = '/api/v1/subjects/1', reader = before.as('reader');
  const first = await reader.get(path);
  expect(first.headers).not.toHaveProperty('age');
  const second = await before.as('editor').get(path);
  expect(second).toMatchObject({ status: 200, body: first.body, headers: { age: expect.stringMatching(/^\d+$/) } });
  expect(second.headers['x-correlation-id']).not.toBe(first.headers['x-correlation-id']);
  expect(await before.as(undefined).get(path)).toMatchObject({ status: 401 });
  expect(await reader.with({ token: 'a.b.c' }).get(path)).toMatchObject({ status: 401 });
  expect(await targets()).toEqual(['/subjects/1']);
});

test('49 what differs by who asks is never copied', async () => {
  const id = '0123456789abcdefghjkmnpqrs';
  const answers = ['reader', 'editor', 'admin'].map(name => json({ url: `/for/${name}` }));
  await before.upstream.behave(answers, '/files');
  for (const role of ['reader', 'editor', 'admin'] as const) {
    const answer = await before.as(role).get(`/api/v1/files/${id}/url`);
    expect(answer).toMatchObject({ status: 200, body: { url: `/for/${role}` } });
    expect(answer.headers).not.toHaveProperty('age');
  }
  expect(await targets()).toEqual(Array.from({ length: 3 }, () => `/files/${id}/url`));
});

test('49 a copy is for those alone who accept the same', async () => {
  const vary = [['vary', 'Accept-Encoding, Accept']] as const;
  await before.upstream.behave([json({ of: 'gzip' }, vary), json({ of: 'identity' }, vary), json({ of: 'problem' }, vary)], '/subjects');
  const reader = before.as('reader');
  const asked = [{ 'accept-encoding': 'gzip' }, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip', accept: 'application/problem+json, application/json' }] as const;
  const bodies = async () => {
    const found: unknown[] = [];
    for (const headers of asked) found.push((await reader.get('/api/v1/subjects/2', headers)).body);
    return found;
  };
  const first = await bodies();
  expect(first).toEqual([{ of: 'gzip' }, { of: 'identity' }, { of: 'problem' }]);
  expect(await bodies()).toEqual(first);
  expect((await seen()).map(request => headerOf(request, 'accept-encoding'))).toEqual(['gzip', 'identity', 'gzip']);
});

test.each<[string, readonly (readonly [string, string])[], path: string]>([
  ['with a cookie', [['set-cookie', 'a=b']], '/subjects/11'], ['that must not be stored', [['cache-control', 'no-store']], '/subjects/12'],
  ['that varies by cookies', [['vary', 'Accept, Cookie']], '/subjects/13'], ['that varies by anything', [['vary', '*']], '/subjects/14'], ['that varies by who asks', [['vary', 'Authorization']], '/subjects/15'],
])('49 an answer %s is not kept', async (_, headers, path) => {
  await before.upstream.behave([json({ for: 'first' }, headers), json({ for: 'second' }, headers)], path);
  for (const whom of ['first', 'second']) {
    const answer = await before.as('reader').get(`/api/v1${path}`);
    expect(answer).toMatchObject({ status: 200, body: { for: whom } });
    expect(answer.headers).not.toHaveProperty('age');
  }
  expect(await targets()).toEqual([path, path]);
});

test('49 a copy past its time stands in for a service that fails, is marked with its age and Warning 110, and ends with the failure', async () => {
  const path = '/api/v1/subjects/3', reader = before.as('reader');
  await before.upstream.behave([json({ name: 'Before' }), { kind: 'answer', status: 503 }], path.replace('/api/v1', ''));
  const first = await reader.get(path);
  for (const name of ['age', 'warning']) expect(first.headers).not.toHaveProperty(name);
  const answer = await until(async () => {
    const next = await reader.get(path);
    expect(next).toMatchObject({ status: 200, body: { name: 'Before' } });
    return next.headers['warning'] !== undefined && next;
  });
  expect(answer.headers['warning']).toBe('110 - "Response is Stale"');
  expect(new Set((await targets()).slice(1))).toEqual(new Set(['/subjects/3']));
  expect(Number(answer.headers['age'])).toBeGreaterThanOrEqual(5);
  expect(await reader.get(path, fresh)).toMatchObject({ status: 503 });
  await before.upstream.behave(json({ name: 'After' }), '/subjects/3');
  const after = await reader.get(path);
  expect(after).toMatchObject({ status: 200, body: { name: 'After' } });
  for (const name of ['age', 'warning']) expect(after.headers).not.toHaveProperty(name);
}, patience);
