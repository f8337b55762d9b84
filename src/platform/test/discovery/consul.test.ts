import { describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { at, Bench, Seen, type RegistryServer } from './bench.ts';
import { registryTests } from './registry-tests.ts';
import { ConsulFake } from './consul-fake.ts';

const token = 'a-consul/token';

function serverOf(fake: ConsulFake, given = token): RegistryServer {
  return {
    discovery: `consul://:${encodeURIComponent(given)}@127.0.0.1:${fake.port}`,
    put: async (module, id, record) => {
      fake.put({
        ID: `aurora-${module}-${id}`, Name: `aurora-${module}`, Address: '127.0.0.1', Port: 1, Meta: { 'record-0': record.slice(0, 512), 'record-1': record.slice(512) },
        Check: { CheckID: 'c', TTL: '60s', Status: 'passing', DeregisterCriticalServiceAfter: '1m' },
      });
    },
    forget: async (module, id) => fake.remove(`aurora-${module}-${id}`),
    lasts: async (module, id) => fake.expires(`aurora-${module}-${id}`),
    leave: () => fake.away(),
    comeBack: () => fake.listen(),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

// Against what the documentation says of Consul: see consul-fake.ts.
describe('The registry in Consul', () => {
  registryTests(async () => serverOf(await ConsulFake.start(token)));

  test('The service says where the instance is, with a check that ends it.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake));
    await bench.host().register('subject', { id: 's1', url: 'https://[::1]:8443' });
    await bench.host({ AURORA_DISCOVERY: `${bench.server.discovery}/staging` }).register('subject', { id: 's2', url: 'http://subject.example' });
    expect(fake.service('aurora-subject-s1')).toMatchObject({
      Name: 'aurora-subject', Address: '::1', Port: 8443, Check: { CheckID: 'service:aurora-subject-s1', TTL: '5s', Status: 'passing', DeregisterCriticalServiceAfter: '1m' },
    });
    expect(fake.service('staging-subject-s2')).toMatchObject({ Name: 'staging-subject', Address: 'subject.example', Port: 80 });
  });

  test('It is renewed by its check, and registered once.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake));
    await bench.host().register('subject', at('s1'));
    for (let times = 0; times < 2; times += 1) {
      const known = fake.expires('aurora-subject-s1');
      await until(async () => fake.expires('aurora-subject-s1') > known);
    }
    expect(fake.registrations).toBe(1);
  });

  test('A record that is longer than a value of the metadata may be is found whole.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake));
    const instance = { id: 's'.repeat(100), url: `http://${'subject.'.repeat(30)}example:8002` };
    const seen = new Seen(bench.host().instances('subject'));
    await bench.host().register('subject', instance);
    await seen.until(instance.id);
    expect(seen.told.at(-1)).toEqual([instance]);
    expect(Object.keys(fake.service(`aurora-subject-${instance.id}`)!.Meta).length).toBeGreaterThan(1);
  });

  test('39 An index that begins anew is followed.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake));
    const seen = new Seen(bench.host().instances('subject'));
    await bench.host().register('subject', at('s1'));
    await seen.until('s1');
    await until(async () => fake.queries === 1);
    fake.forgetIndex();
    await until(async () => fake.beginnings === 2);
    await bench.host().register('subject', at('s2'));
    await seen.until('s1 s2');
  });

  test('39 An index that goes back again and again is asked for no faster than one that changes seldom.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake));
    await bench.server.put('subject', 's1', await bench.record('subject', 's1'));
    fake.falling = true;
    const seen = new Seen(bench.host().instances('subject'));
    await until(async () => fake.beginnings >= 4);
    // Each beginning but the first comes after an index that went back.
    const times = fake.times.slice(0, 7);
    expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(3 * 240);
    expect(seen.ids).toBe('s1');
    fake.falling = false;
    await bench.host().register('subject', at('s2'));
    await seen.until('s1 s2');
  });

  test('Nobody is asked for a module once nobody watches it.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake));
    const source = bench.host().instances('subject');
    const [one, other] = [new Seen(source), new Seen(source)];
    await until(async () => fake.queries === 1);
    one.stop();
    await bench.server.put('subject', 's1', await bench.record('subject', 's1'));
    await other.until('s1');
    await until(async () => fake.queries === 1);
    expect(fake.abandoned).toBe(0);
    other.stop();
    await until(async () => fake.abandoned === 1);
    expect(bench.notices).toEqual([]);
  });

  test('A token that is refused is told, and not shown.', async () => {
    const fake = await ConsulFake.start(token);
    await using bench = await Bench.open(serverOf(fake, 'another/secret'));
    const seen = new Seen(bench.host().instances('subject'));
    await until(async () => bench.notices.length > 0);
    expect(fake.forbidden).toBeGreaterThan(0);
    expect(bench.notices[0]).toMatchObject({ action: 'registry.away', module: 'subject', error: { status: 403 } });
    expect(String((bench.notices[0]!.error as Error).stack)).not.toMatch(/secret/);
    expect(seen.ids).toBe('');
  });
});
