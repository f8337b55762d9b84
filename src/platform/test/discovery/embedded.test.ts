import { describe, expect, test } from '@jest/globals';
import type { AnyPort } from '@aurora/kernel';
import type { ConfigPortFor } from '@aurora/platform/discovery';
import { contractOf, Deployment, until } from '@aurora/test/running';
import { at, Bench, Seen, type RegistryServer } from './bench.ts';
import { registryTests } from './registry-tests.ts';

/** The config module in this process, behind a port that can be gone. */
async function openEmbedded(): Promise<RegistryServer> {
  const deployment = await Deployment.create();
  const { ports: { config } } = await deployment.host(['config']);
  let away = false;
  const port = Object.fromEntries(Object.entries(config as unknown as AnyPort).map(([name, call]) => [name, (async (...given) => {
    if (away) throw new Error('away');
    return call(...given);
  }) satisfies AnyPort[string]]));
  const rows = (module: string, id: string) => deployment.sql<{ expires_at: string }>('config', 'select expires_at from registered_instance where module = ? and id = ?', module, id);
  return {
    discovery: 'embedded', configPort: () => port,
    put: async (module, id, record) => {
      await deployment.sql('config', 'insert into registered_instance (module, id, record, expires_at) values (?, ?, ?, ?)', module, id, record, '2999-01-01T00:00:00.000Z');
    },
    forget: async (module, id) => { await deployment.sql('config', 'delete from registered_instance where module = ? and id = ?', module, id); },
    lasts: async (module, id) => Date.parse((await rows(module, id))[0]?.expires_at ?? new Date(0).toISOString()),
    leave: async () => { away = true; },
    comeBack: async () => { away = false; },
    [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose](),
  };
}

const never = async (): Promise<never> => { throw new Error('not used here'); };
const unused: RegistryServer = { discovery: 'embedded', put: never, forget: never, lasts: never, leave: never, comeBack: never, [Symbol.asyncDispose]: async () => undefined };

describe('The registry in the config module', () => {
  registryTests(openEmbedded);

  test('A module in another process registers its own instances, and no other’s, by its service token.', async () => {
    await using deployment = await Deployment.create();
    const config = await deployment.process(['config']);
    const contract = await contractOf('config');
    const ports = new Map<string, AnyPort>();
    for (const caller of ['subject', 'file', 'gateway']) ports.set(caller, await deployment.remotePort(contract, config.url, caller) as unknown as AnyPort);
    const through = (configPort: ConfigPortFor): RegistryServer => ({ ...unused, configPort });
    await using bench = await Bench.open(through(caller => ports.get(caller)));
    const seen = new Seen(bench.host().instances('subject'));
    await bench.host().register('subject', at('s1'));
    await seen.until('s1');
    // The token says who calls, not the context.
    await using forger = await Bench.open(through(() => ports.get('file')));
    await forger.host().register('subject', at('s2'));
    await until(async () => forger.notices.length > 0);
    expect(forger.notices[0]).toMatchObject({ action: 'registry.away', module: 'subject', error: { code: 'FORBIDDEN' } });
    expect(seen.ids).toBe('s1');
  });

  test('The config module is where the settings say: it can’t be asked for itself.', async () => {
    await using bench = await Bench.open({ ...unused, configPort: () => { throw new Error('asked'); } });
    const registry = bench.host({ AURORA_CONFIG_URL: 'http://127.0.0.1:8004' });
    await (await registry.register('config', at('c1'))).deregister();
    expect(new Seen(registry.instances('config')).told).toEqual([[{ id: 'http://127.0.0.1:8004', url: 'http://127.0.0.1:8004' }]]);
    expect(bench.notices).toEqual([]);
  });
});
