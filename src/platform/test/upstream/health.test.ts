import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Workbench } from './workbench.ts';

/** Resolves when an instance has been asked for its health as often again. */
async function moreChecks(bench: Workbench, index: number, count = 4): Promise<void> {
  const from = bench.services[index]!.checks;
  await until(async () => bench.services[index]!.checks >= from + count);
}

test('An instance is unhealthy after two failed checks and healthy after one that passed.', async () => {
  await using bench = await Workbench.open(2);
  const { services: [a] } = bench;
  a!.failing = 1;
  await moreChecks(bench, 0);
  expect(bench.told).toEqual(['a healthy', 'b healthy']);
  a!.ready = 503;
  await until(async () => bench.status('a')!.state === 'unhealthy');
  a!.ready = 200;
  await until(async () => bench.status('a')!.state === 'healthy');
  expect(bench.told).toEqual(['a healthy', 'b healthy', 'a unhealthy', 'a healthy']);
});

test.each([200, 204, 404, 421])('An answer of %d to a health check is one of a healthy instance.', async status => {
  await using bench = await Workbench.open(1);
  bench.services[0]!.ready = status;
  await moreChecks(bench, 0);
  expect(bench.told).toEqual(['a healthy']);
});

test('An instance is unhealthy that says nothing, or that is not there.', async () => {
  await using bench = await Workbench.open(2);
  bench.services[0]!.ready = 0;
  await bench.services[1]![Symbol.asyncDispose]();
  await until(async () => bench.cluster.members.every(({ state }) => state === 'unhealthy'));
});

test('A health check does not wait for the connections that requests have taken.', async () => {
  await using bench = await Workbench.open(1);
  const { dispatcher } = bench.member('a');
  const asked = Array.from({ length: 100 }, () => dispatcher.request({ method: 'GET', path: '/slow' }).catch(() => undefined));
  await until(async () => bench.services[0]!.waiting.length >= 64);
  await moreChecks(bench, 0);
  expect(bench.services[0]!.waiting.length).toBe(64);
  expect(bench.status('a')!.state).toBe('healthy');
  await bench.cluster.close();
  await Promise.all(asked);
});

test('After five failed tries in a row an instance gets nothing for a while, and no check brings it back before.', async () => {
  await using bench = await Workbench.open(2);
  bench.fail(bench.member('a'), 4);
  expect(bench.status('a')).toMatchObject({ state: 'healthy', failures: 4 });
  bench.fail(bench.member('a'), 1);
  expect(bench.status('a')).toMatchObject({ state: 'ejected', failures: 5 });
  expect(bench.picks(3)).toEqual(['b', 'b', 'b']);
  bench.pass(999);
  await moreChecks(bench, 0);
  expect(bench.status('a')!.state).toBe('ejected');
  bench.pass(1);
  await until(async () => bench.status('a')!.state === 'healthy');
  expect(bench.status('a')!.failures).toBe(0);
});

test('An instance that is ejected again and again stays out twice as long each time, up to half a minute.', async () => {
  await using bench = await Workbench.open(2);
  for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
    bench.fail(bench.member('a'), 5);
    bench.pass(seconds * 1000 - 1);
    await moreChecks(bench, 0);
    expect([seconds, bench.status('a')!.state]).toEqual([seconds, 'ejected']);
    bench.pass(1);
    await until(async () => bench.status('a')!.state === 'healthy');
  }
  bench.pass(30_001);
  bench.fail(bench.member('a'), 5);
  bench.pass(1_000);
  await until(async () => bench.status('a')!.state === 'healthy');
});

test('An instance whose time is up stays out until a check has passed, and comes back to a small share.', async () => {
  await using bench = await Workbench.open(2);
  const a = bench.member('a');
  bench.services[0]!.ready = 500;
  await until(async () => bench.status('a')!.state === 'unhealthy');
  bench.fail(a, 5);
  bench.pass(1_000);
  await moreChecks(bench, 0);
  expect(bench.picks(3)).toEqual(['b', 'b', 'b']);
  bench.services[0]!.ready = 200;
  await until(async () => bench.status('a')!.state === 'healthy');
  const share = bench.picks(1_000).filter(id => id === 'a').length;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(250);
});

test('An answer between failed tries begins the count anew; a try that nobody waited for says nothing.', async () => {
  await using bench = await Workbench.open(2);
  const a = bench.member('a');
  bench.fail(bench.member('a'), 4);
  a.begin();
  a.end('abandoned');
  expect(bench.status('a')!.failures).toBe(4);
  a.begin();
  a.end('answered');
  bench.fail(bench.member('a'), 4);
  expect(bench.status('a')).toMatchObject({ state: 'healthy', failures: 4 });
});

test('At most half of the instances are ejected, and the only one may be.', async () => {
  await using bench = await Workbench.open(3);
  const members = ['a', 'b', 'c'].map(id => bench.member(id));
  for (const member of members) bench.fail(member, 5);
  expect(bench.cluster.members.map(({ state }) => state)).toEqual(['ejected', 'healthy', 'healthy']);
  bench.source.tell([bench.instances[1]!]);
  bench.fail(bench.member('b'), 1);
  expect(bench.status('b')!.state).toBe('ejected');
  expect(bench.picks(1)).toEqual(['b']);
});
