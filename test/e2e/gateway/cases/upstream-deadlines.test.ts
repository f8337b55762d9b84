import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = new GatewayBefore('services');

/** Gives an operation's policy, and waits until the gateway has it. */
async function give(operation: string, value: { readonly deadline_ms: number; readonly try_timeout_ms: number; readonly tries: number }): Promise<void> {
  const admin = before.as('admin');
  expect(await admin.put(`/api/v1/config/settings/gateway.policy.${operation}`, { value })).toMatchObject({ status: 200 });
  await until(async () => {
    const { body: { items } } = await admin.get<{ items: readonly { operation: string; policy: unknown }[] }>('/admin/routes');
    return items.some(route => route.operation === operation && isDeepStrictEqual(route.policy, value));
  });
}

test('36 an upstream that stays silent is 504, and left at the end of each try', async () => {
  await give('subject.get', { deadline_ms: 300, try_timeout_ms: 100, tries: 2 });
  await before.upstream.behave('silence', '/subjects/2');
  expect(await before.as('reader').get('/api/v1/subjects/2')).toMatchObject({ status: 504, body: { error_code: 'DEADLINE_EXCEEDED' } });
  const seen = await before.until(requests => requests.every(({ end }) => end !== 'open'));
  expect(seen.map(({ end }) => end)).toEqual(seen.map(() => 'left'));
  expect([1, 2]).toContain(seen.length);
}, patience);

test('37 an answer that drips ends with the total deadline, in its headers and in its body', async () => {
  await give('subject.get', { deadline_ms: 300, try_timeout_ms: 250, tries: 1 });
  await before.upstream.behave('drip-headers', '/subjects/3');
  expect(await before.as('reader').get('/api/v1/subjects/3')).toMatchObject({ status: 504 });
  expect(await before.until(seen => seen.some(({ end }) => end !== 'open'))).toMatchObject([{ target: '/subjects/3', end: 'left' }]);

  await before.upstream.reset();
  await before.upstream.behave('drip', '/subjects/4');
  using connection = await before.connect();
  await connection.write(`GET /api/v1/subjects/4 HTTP/1.1\r\nHost: ${new URL(before.url).host}\r\nAuthorization: Bearer ${before.token('reader')}\r\n\r\n`);
  await connection.closed();
  expect(connection.rest).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(connection.rest).not.toMatch(/\r\n0\r\n\r\n$/);
  expect(await before.until(seen => seen.some(({ end }) => end !== 'open'))).toMatchObject([{ target: '/subjects/4', end: 'left' }]);
}, patience);
