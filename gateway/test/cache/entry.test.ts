import { expect, test } from '@jest/globals';
import { Entry } from '../../cache/index.ts';

const answer = (headers: Record<string, string> = {}, more: { status?: number; body?: Buffer | undefined } = {}) => ({ status: 200, headers, body: Buffer.from('x'), ...more });

test('A copy has the headers that are the answer\'s own, and none that are of one request or one client.', () => {
  const own = { 'content-type': 'application/json', etag: '"1.2"', link: '</x>; rel="next"', 'cache-control': 'private, no-cache', vary: 'Accept-Encoding, Origin', deprecation: '@1', sunset: 'x', 'content-encoding': 'br' };
  const kept = Entry.of(answer({ ...own, 'x-correlation-id': 'c', date: 'd', age: '3', 'access-control-allow-origin': 'https://a.example', connection: 'x', 'content-length': '1', 'aurora-error': 'e', ratelimit: 'r' }))!;
  const pairs = Object.fromEntries(kept.headers.flatMap((name, at) => (at % 2 === 0 ? [[name, kept.headers[at + 1]!]] : [])));
  expect(pairs).toEqual(own);
  expect(kept.etag).toBe('"1.2"');
});

test.each<[string, ReturnType<typeof answer>]>([
  ['another status', answer({}, { status: 404 })],
  ['a part', answer({}, { status: 206 })],
  ['no body', answer({}, { body: undefined })],
  ['more than 256 KiB', answer({}, { body: Buffer.alloc(256 * 1024 + 1) })],
  ['a cookie', answer({ 'set-cookie': 'a=b' })],
  ['no-store', answer({ 'cache-control': 'private, No-Store' })],
  ['a Vary by anything', answer({ vary: '*' })],
  ['a Vary by what no key tells apart', answer({ vary: 'accept-encoding, cookie' })],
])('An answer with %s is not kept.', (_what, refused) => {
  expect(Entry.of(refused)).toBeUndefined();
});

test('An answer of 256 KiB is kept.', () => {
  expect(Entry.of(answer({}, { body: Buffer.alloc(256 * 1024) }))).toBeDefined();
});
