import { expect, test } from '@jest/globals';
import { Cluster, fixedInstances, type Member } from '@aurora/platform/upstream';
import { until } from '@aurora/test/running';
import { Workbench } from './workbench.ts';

const counts = (ids: readonly string[]): Record<string, number> => Object.fromEntries([...Map.groupBy(ids, id => id)].map(([id, all]) => [id, all.length]));

test('Among instances with equally many tries under way, each is chosen in its turn.', async () => {
  await using bench = await Workbench.open(3);
  expect(bench.picks(7)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
});

test('The instance with the fewest tries under way is chosen.', async () => {
  await using bench = await Workbench.open(3);
  const [a, b, c] = [bench.member('a'), bench.member('b'), bench.member('c')];
  for (const member of [a, a, b, c, c]) member.begin();
  expect(bench.picks(3)).toEqual(['b', 'b', 'b']);
  c.end('answered');
  c.end('abandoned');
  expect(bench.picks(2)).toEqual(['c', 'c']);
  expect(bench.cluster.members.map(({ id, pending, url }) => [id, pending, url])).toEqual([['a', 2, bench.services[0]!.url], ['b', 1, bench.services[1]!.url], ['c', 0, bench.services[2]!.url]]);
});

test('A repeat goes to another instance, however busy, while one is left that is well.', async () => {
  await using bench = await Workbench.open(3);
  const [a, b, c] = [bench.member('a'), bench.member('b'), bench.member('c')];
  for (let n = 0; n < 10; n += 1) c.begin();
  expect(bench.picks(3, new Set([a]))).toEqual(['b', 'b', 'b']);
  expect(bench.picks(3, new Set([a, b]))).toEqual(['c', 'c', 'c']);
  expect(bench.pick(new Set([a, b, c])).instance.id).not.toBe('c');
});

test('41 An instance that is not well is chosen only when no other is left, and before none at all.', async () => {
  await using bench = await Workbench.open(2);
  const [a, b] = [bench.member('a'), bench.member('b')];
  bench.services[0]!.ready = 503;
  await until(async () => bench.status('a')!.state === 'unhealthy');
  for (let n = 0; n < 10; n += 1) b.begin();
  expect(bench.picks(3)).toEqual(['b', 'b', 'b']);
  expect(bench.picks(3, new Set([b]))).toEqual(['b', 'b', 'b']);
  bench.services[1]!.ready = 503;
  await until(async () => bench.status('b')!.state === 'unhealthy');
  expect(bench.picks(2)).toEqual(['a', 'a']);
  expect(bench.picks(2, new Set<Member>([a]))).toEqual(['b', 'b']);
});

test('41 Without any instance there is no choice.', async () => {
  const cluster = new Cluster(fixedInstances([]));
  expect(cluster.pick()).toBeUndefined();
  expect(cluster.members).toEqual([]);
  await cluster.close();
});

test('An instance that joins gets a small share at first, and its whole share in the end.', async () => {
  await using bench = await Workbench.open(2, 1);
  expect(bench.picks(2)).toEqual(['a', 'a']);
  bench.source.tell(bench.instances);
  const share = () => counts(bench.picks(4_000))['b']! / 4_000;
  const shares = [share()];
  for (let n = 0; n < 3; n += 1) {
    bench.pass(1_500);
    shares.push(share());
  }
  expect(shares[0]).toBeGreaterThan(0.02);
  expect(shares[0]).toBeLessThan(0.15);
  for (let n = 1; n < shares.length; n += 1) expect(shares[n]).toBeGreaterThan(shares[n - 1]!);
  bench.pass(500);
  expect(share()).toBe(0.5);
});

test('Instances known from the beginning share alike at once.', async () => {
  await using bench = await Workbench.open(2);
  expect(counts(bench.picks(100))).toEqual({ a: 50, b: 50 });
});
