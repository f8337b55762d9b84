import { describe, expect, test } from '@jest/globals';
import type { Behaviour } from '../../../upstreams/behaviour.ts';
import { patience } from '../../served.ts';
import { BesideScripted } from './beside-scripted.ts';

const both = new BesideScripted();

test('42 a client has its answer while its read is still held on the other side', async () => {
  const plain = await both.bytes();
  expect(await both.seen()).toEqual([]);
  await both.place({ service: 0, shadow: 100 });
  await both.service.behave(['held', 'answer'], '/subjects');
  expect(await both.bytes()).toBe(plain);
  expect(await both.until(({ length }) => length === 1)).toMatchObject([{ method: 'GET', target: both.path, end: 'open' }]);
  await both.service.release();
  expect(await both.compared()).toMatchObject({ results: { different: 1 } });
  expect(await both.seen()).toMatchObject([{ end: 'answered' }, { target: both.path, end: 'answered' }]);
});

test.each<[string, Behaviour, result: string, difference: string, end: string]>([
  ['fails', { kind: 'answer', status: 500 }, 'different', 'status status', 'answered'],
  ['is wrong', { kind: 'answer', body: '{"id":0}' }, 'different', 'field id', 'answered'],
  ['resets', { kind: 'reset-before-headers' }, 'failed', 'failed answer', 'broken'],
  ['is huge', { kind: 'large' }, 'failed', 'failed answer', 'left'],
  ['drips', { kind: 'drip' }, 'failed', 'timeout answer', 'left'],
  ['is silent', { kind: 'silence' }, 'failed', 'timeout answer', 'left'],
])('42 a client has the same bytes while the other side %s', async (_, behaviour, result, difference, end) => {
  const plain = await both.bytes();
  await both.place({ service: 0, shadow: 100 });
  await both.service.behave(behaviour, '/subjects');
  expect(await both.bytes()).toBe(plain);
  const { results, differences } = await both.compared();
  expect(results).toEqual({ [result]: 1 });
  expect(differences[0]).toContain(difference);
  const seen = await both.until(requests => requests.every(request => request.end !== 'open'));
  expect(new Set(seen.map(request => `${request.method} ${request.target} ${request.end}`))).toEqual(new Set([`GET ${both.path} ${end}`]));
}, patience);

describe('a side that is gone', () => {
  const gone = new BesideScripted();

  test('42 a client has the same bytes while nobody listens on the other side', async () => {
    const plain = await gone.bytes();
    await gone.place({ service: 0, shadow: 100 });
    await gone.service[Symbol.asyncDispose]();
    expect(await gone.bytes()).toBe(plain);
    expect(await gone.compared()).toEqual({ results: { failed: 1 }, differences: [['failed answer']] });
  }, patience);
});

test('43 a write is not repeated on the other side, only reads are', async () => {
  await both.place({ service: 0, shadow: 100 });
  const api = both.as('admin');
  const made = await api.post<{ id: number }>('/subjects', { name: 'Once', code: 'SHADOW 43' });
  const path = `/subjects/${made.body.id}`;
  expect([made.status, (await api.put(path, { name: 'Twice' })).status, (await api.get(path)).body, (await api.delete(path)).status, (await api.get(path)).status]).toMatchObject([201, 200, { name: 'Twice' }, 204, 404]);
  await both.compared(2);
  const seen = await both.seen();
  expect(new Set(seen.map(({ method, target }) => `${method} ${target}`))).toEqual(new Set([`GET ${path}`]));
});
