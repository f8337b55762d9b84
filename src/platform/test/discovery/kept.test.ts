import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { keepInstances } from '../../discovery/instance-file.ts';
import { at, Bench, Seen } from './bench.ts';

const never = async (): Promise<never> => { throw new Error('not used here'); };

/** A registry that never answers. */
const open = () => Bench.open({ discovery: 'etcd://someone:hidden@127.0.0.1:1', put: never, forget: never, lasts: never, leave: never, comeBack: never, [Symbol.asyncDispose]: async () => undefined });

async function openWith(content: string): Promise<Bench> {
  const bench = await open();
  await mkdir(join(bench.dataDir, 'discovery'));
  await writeFile(join(bench.dataDir, 'discovery', 'subject.json'), content);
  return bench;
}

test('A host that starts while the registry is away knows the instances of its last run at once.', async () => {
  await using bench = await openWith(JSON.stringify({ instances: [at('s1'), at('s2')] }));
  expect(new Seen(bench.host().instances('subject')).told).toEqual([[at('s1'), at('s2')]]);
  expect(new Seen(bench.host().instances('file')).told).toEqual([[]]);
});

test.each(['', 'null', '{"instances":[{"id":"s1"}]}', '{"instances":[{"id":"s1","url":"http://user@example/x"}]}', '{"instances":[{"id":"a b","url":"http://s1.example"}]}'])('A file of %j is as good as none.', async content => {
  await using bench = await openWith(content);
  expect(new Seen(bench.host().instances('subject')).told).toEqual([[]]);
});

test('What is known is kept whole, and nothing beside it.', async () => {
  await using bench = await openWith(JSON.stringify({ instances: [at('s1')] }));
  const folder = join(bench.dataDir, 'discovery');
  keepInstances(join(folder, 'subject.json'), [at('s1'), at('s2')]);
  expect(JSON.parse(await readFile(join(folder, 'subject.json'), 'utf8'))).toEqual({ instances: [at('s1'), at('s2')] });
  expect(await readdir(folder)).toEqual(['subject.json']);
});

test('A registry that is away is told of once for each who needs it, without the password.', async () => {
  await using bench = await open();
  const registry = bench.host();
  const seen = new Seen(registry.instances('subject'));
  await (await registry.register('file', at('f1'))).deregister();
  const lease = await registry.register('file', at('f2'));
  await until(async () => bench.notices.length === 2);
  expect(bench.notices.map(({ action, module }) => `${action} ${module}`).toSorted((a, b) => a.localeCompare(b))).toEqual(['registry.away file', 'registry.away subject']);
  expect(bench.notices.map(({ error, ...notice }) => [notice, String((error as Error).stack)]).join()).not.toContain('hidden');
  expect(seen.told).toEqual([[]]);
  await lease.deregister();
});
