import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = new GatewayBefore('services');

/** Answers of a download are awaited longer than those of other reads: a probe that is held is not given up meanwhile. */
const get = () => before.as(undefined).get('/api/v1/files/0123456789abcdefghjkmnpqrs/content');

/** The state of the breaker before the service of files. */
async function breaker(): Promise<string | undefined> {
  const { body: { items } } = await before.as('admin').get<{ items: readonly { name: string; breaker: string }[] }>('/admin/targets');
  return items.find(({ name }) => name === 'file@service')?.breaker;
}

test('40 a breaker that is half open lets one probe through at a time, and closes with its success', async () => {
  await before.upstream.behave({ kind: 'answer', status: 500 }, '/files');
  expect(await breaker()).toBe('closed');
  await Promise.all(Array.from({ length: 30 }, get));
  expect(await breaker()).toBe('open');

  await before.upstream.reset();
  await before.upstream.behave({ kind: 'held' }, '/files');
  expect(await get()).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  expect(await before.seen()).toEqual([]);

  const probes: Promise<{ readonly status: number }>[] = [];
  await until(async () => {
    probes.push(get());
    return (await before.seen()).length > 0;
  });
  expect(await breaker()).toBe('half-open');
  const others = await Promise.all(Array.from({ length: 20 }, get));
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 503));
  expect(await before.seen()).toHaveLength(1);

  await before.upstream.release();
  const statuses = (await Promise.all(probes)).map(({ status }) => status);
  expect(statuses.filter(status => status === 200)).toEqual([200]);
  expect(statuses.filter(status => status !== 200 && status !== 503)).toEqual([]);
  expect(await breaker()).toBe('closed');
  await before.upstream.behave('answer', '/files');
  expect(await get()).toMatchObject({ status: 200 });
}, patience);

test('40 a probe that fails opens the breaker again, after one hit', async () => {
  await before.upstream.behave({ kind: 'answer', status: 500 }, '/files');
  await Promise.all(Array.from({ length: 60 }, get));
  expect(await breaker()).toBe('open');
  const hits = (await before.seen()).length;
  await until(async () => {
    await Promise.all(Array.from({ length: 5 }, get));
    return (await before.seen()).length > hits;
  });
  expect(await breaker()).toBe('open');
  expect(await before.seen()).toHaveLength(hits + 1);
}, patience);
