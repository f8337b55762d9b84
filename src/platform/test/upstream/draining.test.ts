import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Workbench } from './workbench.ts';

const get = { method: 'GET', path: '/slow' } as const;

test('An instance that leaves gets nothing new, and what it has begun it ends.', async () => {
  await using bench = await Workbench.open(2);
  const a = bench.member('a');
  const { services: [service] } = bench;
  a.begin();
  const answer = a.dispatcher.request(get);
  await until(async () => service!.waiting.length === 1);
  bench.source.tell([bench.instances[1]!]);
  expect(bench.status('a')).toMatchObject({ state: 'draining', pending: 1 });
  expect(bench.picks(4)).toEqual(['b', 'b', 'b', 'b']);
  await until(async () => (a.dispatcher as unknown as { closed: boolean }).closed);
  expect(bench.status('a')!.state).toBe('draining');
  service!.waiting[0]!.end('done');
  expect(await (await answer).body.text()).toBe('done');
  a.end('answered');
  await until(async () => bench.status('a') === undefined && service!.connections === 0);
});

test('A try that was given an instance just before it left still reaches it.', async () => {
  await using bench = await Workbench.open(2);
  const a = bench.member('a');
  const [service, other] = bench.services;
  bench.source.tell([bench.instances[1]!]);
  // As long as a token may take to be signed.
  const { checks } = other!;
  await until(async () => other!.checks >= checks + 2);
  const answer = a.dispatcher.request(get);
  await until(async () => service!.waiting.length === 1);
  service!.waiting[0]!.end();
  expect((await answer).statusCode).toBe(200);
});

test('An instance that comes back while it drains goes on where it was.', async () => {
  await using bench = await Workbench.open(2);
  const a = bench.member('a');
  a.begin();
  bench.source.tell([bench.instances[1]!]);
  bench.source.tell(bench.instances);
  expect(bench.cluster.members.map(({ id, state, pending }) => [id, state, pending])).toEqual([['a', 'healthy', 1], ['b', 'healthy', 0]]);
  expect(bench.member('a')).toBe(a);
  expect(bench.told).toEqual(['a healthy', 'b healthy', 'a draining', 'a healthy']);
});

test('An instance that comes back when its connections are being closed begins anew.', async () => {
  await using bench = await Workbench.open(2);
  const a = bench.member('a');
  const answer = a.dispatcher.request(get);
  await until(async () => bench.services[0]!.waiting.length === 1);
  bench.source.tell([bench.instances[1]!]);
  await until(async () => (a.dispatcher as unknown as { closed: boolean }).closed);
  bench.source.tell(bench.instances);
  const again = bench.member('a');
  expect(again).not.toBe(a);
  const second = again.dispatcher.request(get);
  await until(async () => bench.services[0]!.waiting.length === 2);
  for (const response of bench.services[0]!.waiting) response.end();
  expect([(await answer).statusCode, (await second).statusCode]).toEqual([200, 200]);
});

test('An instance under another address is another one, whatever its id.', async () => {
  await using bench = await Workbench.open(2, 1);
  bench.source.tell([{ ...bench.instances[1]!, id: 'a' }]);
  expect(bench.cluster.members.map(({ id, url, state }) => [id, url, state])).toEqual([['a', bench.instances[1]!.url, 'healthy'], ['a', bench.instances[0]!.url, 'draining']]);
});

test('An instance that has left is not asked for its health any more, and none is after the end.', async () => {
  await using bench = await Workbench.open(2);
  await until(async () => bench.services.every(({ checks }) => checks > 0));
  bench.source.tell([bench.instances[1]!]);
  const [a, b] = bench.services;
  const known = a!.checks;
  await until(async () => b!.checks >= known + 20);
  // One may have been on its way.
  expect(a!.checks).toBeLessThanOrEqual(known + 1);
  await bench.cluster.close();
  await until(async () => bench.services.every(({ connections }) => connections === 0));
});

test('The end cuts what is under way.', async () => {
  await using bench = await Workbench.open(1);
  const answer = bench.member('a').dispatcher.request(get);
  await until(async () => bench.services[0]!.waiting.length === 1);
  await bench.cluster.close();
  await expect(answer).rejects.toThrow();
});
