import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = new GatewayBefore('services');

/** The state of the breaker before the service of subjects. */
async function breaker(): Promise<string | undefined> {
  const { body: { items } } = await before.as('admin').get<{ items: readonly { name: string; breaker: string }[] }>('/admin/targets');
  return items.find(({ name }) => name === 'subject@service')?.breaker;
}

test('40 a breaker that is half open lets one probe through at a time, and closes with its success', async () => {
  await before.upstream.behave({ kind: 'answer', status: 500 }, '/subjects');
  const get = (id: number) => before.as('reader').get(`/api/v1/subjects/${id}`);
  expect(await breaker()).toBe('closed');
  await Promise.all(Array.from({ length: 30 }, (_, id) => get(id)));
  expect(await breaker()).toBe('open');

  await before.upstream.reset();
  await before.upstream.behave({ kind: 'held' }, '/subjects');
  expect(await get(100)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  expect(await before.seen()).toEqual([]);

  const probes: Promise<{ readonly status: number }>[] = [];
  await until(async () => {
    probes.push(get(200 + probes.length));
    return (await before.seen()).length > 0;
  });
  expect(await breaker()).toBe('half-open');
  const others = await Promise.all(Array.from({ length: 20 }, (_, id) => get(300 + id)));
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 503));
  expect(await before.seen()).toHaveLength(1);

  await before.upstream.release();
  const statuses = (await Promise.all(probes)).map(({ status }) => status);
  expect(statuses.filter(status => status === 200)).toEqual([200]);
  expect(statuses.filter(status => status !== 200 && status !== 503)).toEqual([]);
  expect(await breaker()).toBe('closed');
  await before.upstream.behave('answer', '/subjects');
  expect(await get(400)).toMatchObject({ status: 200 });
}, patience);

test('40 a probe that fails opens the breaker again, after one hit', async () => {
  await before.upstream.behave({ kind: 'answer', status: 500 }, '/subjects');
  const get = (id: number) => before.as('reader').get(`/api/v1/subjects/${id}`);
  await Promise.all(Array.from({ length: 60 }, (_, id) => get(500 + id)));
  expect(await breaker()).toBe('open');
  const hits = (await before.seen()).length;
  await until(async () => {
    await Promise.all(Array.from({ length: 5 }, (_, id) => get(600 + id)));
    return (await before.seen()).length > hits;
  });
  expect(await breaker()).toBe('open');
  expect(await before.seen()).toHaveLength(hits + 1);
}, patience);
