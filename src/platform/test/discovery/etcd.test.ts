import { expect, test } from '@jest/globals';
import { EtcdServer, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { parseAddress } from '../../discovery/address.ts';
import { EtcdClient } from '../../discovery/etcd/client.ts';
import { at, Bench, Seen, type RegistryServer } from './bench.ts';
import { registryTests } from './registry-tests.ts';
import { WatchGate } from './watch-gate.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const keyOf = (module: string, id: string) => ({ key: encode(`/aurora/${module}/${id}`) });

const serverOf = (etcd: EtcdServer): RegistryServer => ({
  discovery: etcd.discovery,
  put: async (module, id, record) => { await etcd.call('/v3/kv/put', { ...keyOf(module, id), value: encode(record) }); },
  forget: async (module, id) => { await etcd.call('/v3/kv/deleterange', keyOf(module, id)); },
  async lasts(module, id) {
    const { kvs = [] } = await etcd.call<{ kvs?: { lease: string }[] }>('/v3/kv/range', keyOf(module, id));
    if (kvs.length === 0) return 0;
    const { TTL } = await etcd.call<{ TTL: string }>('/v3/lease/timetolive', { ID: kvs[0]!.lease });
    return Date.now() + Number(TTL) * 1000;
  },
  leave: () => etcd.kill(),
  comeBack: () => etcd.start(),
  [Symbol.asyncDispose]: () => etcd[Symbol.asyncDispose](),
});

/** A rule for accounts: `aurora` may do what it likes with its own keys, with a password that a URL must escape. */
async function requireAccounts(etcd: EtcdServer): Promise<string> {
  const own = { key: encode('/aurora/'), range_end: encode('/aurora0') };
  for (const [path, body] of [
    ['user/add', { name: 'root', password: 'r' }], ['role/add', { name: 'root' }], ['user/grant', { user: 'root', role: 'root' }],
    ['user/add', { name: 'aurora', password: 'p@ss/word' }], ['role/add', { name: 'aurora' }], ['role/grant', { name: 'aurora', perm: { permType: 'READWRITE', ...own } }], ['user/grant', { user: 'aurora', role: 'aurora' }],
    ['enable', {}],
  ] as const) await etcd.call(`/v3/auth/${path}`, body);
  return etcd.discovery.replace('://', `://aurora:${encodeURIComponent('p@ss/word')}@`);
}

/** Ends what `aurora` has been given: a password that is set anew, be it the same, ends all tokens. */
async function endTokens(etcd: EtcdServer): Promise<void> {
  const { token } = await etcd.call<{ token: string }>('/v3/auth/authenticate', { name: 'root', password: 'r' });
  await etcd.call('/v3/auth/user/changepw', { name: 'aurora', password: 'p@ss/word' }, token);
}

describeWith('etcd', 'The registry in etcd', () => {
  registryTests(async () => serverOf(await EtcdServer.start()));

  test('40 What has changed between the list and the watch is known, even where etcd has dropped its history.', async () => {
    const etcd = await EtcdServer.start();
    await using bench = await Bench.open(serverOf(etcd));
    await using gate = await WatchGate.before(etcd.url);
    gate.hold();
    const seen = new Seen(bench.host({ AURORA_DISCOVERY: gate.discovery }).instances('subject'));
    await until(async () => gate.watches === 1);
    await bench.server.put('subject', 's1', await bench.record('subject', 's1'));
    await bench.server.put('subject', 's2', await bench.record('subject', 's2'));
    const { header } = await etcd.call<{ header: { revision: string } }>('/v3/kv/range', keyOf('subject', 's1'));
    await etcd.call('/v3/kv/compaction', { revision: header.revision, physical: true });
    await bench.server.forget('subject', 's2');
    gate.release();
    await seen.until('s1');
    expect(gate.watches).toBe(2);
    expect(bench.notices).toEqual([]);
  });

  test('A watch that is cut is begun again, without a word of it.', async () => {
    const etcd = await EtcdServer.start();
    await using bench = await Bench.open(serverOf(etcd));
    await using gate = await WatchGate.before(etcd.url);
    const seen = new Seen(bench.host({ AURORA_DISCOVERY: gate.discovery }).instances('subject'));
    await bench.server.put('subject', 's1', await bench.record('subject', 's1'));
    await seen.until('s1');
    await until(async () => gate.watches === 1);
    gate.cut();
    await bench.server.put('subject', 's2', await bench.record('subject', 's2'));
    await seen.until('s1 s2');
    // What a look shows may come before the watch that follows it.
    await until(async () => gate.watches === 2);
    expect(bench.notices).toEqual([]);
  });

  test('38 An etcd that comes back empty is told anew, and until then nobody is without instances.', async () => {
    const etcd = await EtcdServer.start();
    await using bench = await Bench.open(serverOf(etcd));
    const [service, gateway] = [bench.host(), bench.host()];
    for (const id of ['s1', 's2']) await service.register('subject', at(id));
    const seen = new Seen(gateway.instances('subject'));
    await seen.until('s1 s2');
    await etcd.kill();
    await etcd.wipe();
    await etcd.start();
    await until(async () => (await Promise.all(['s1', 's2'].map(id => bench.server.lasts('subject', id)))).every(time => time > 0));
    await bench.server.put('subject', 's3', await bench.record('subject', 's3'));
    await seen.until('s1 s2 s3');
    expect(seen.told.slice(1).every(instances => instances.length >= 2)).toBe(true);
  });

  test('Accounts are asked for, and a token that has ended is exchanged.', async () => {
    const etcd = await EtcdServer.start();
    await using bench = await Bench.open({ ...serverOf(etcd), discovery: await requireAccounts(etcd) });
    const [service, gateway] = [bench.host(), bench.host()];
    const one = await service.register('subject', at('s1'));
    const seen = new Seen(gateway.instances('subject'));
    await seen.until('s1');
    await endTokens(etcd);
    await service.register('subject', at('s2'));
    await seen.until('s1 s2');
    await one.deregister();
    await seen.until('s2');
    expect(bench.notices).toEqual([]);
  });

  test('A call whose token has ended is made again with another.', async () => {
    await using etcd = await EtcdServer.start();
    const client = new EtcdClient(parseAddress(await requireAccounts(etcd), 2379));
    const put = (value: string) => client.call('/v3/kv/put', { ...keyOf('subject', 's1'), value: encode(value) });
    await put('before');
    await endTokens(etcd);
    await put('after');
    const { kvs } = await client.call<{ kvs: { value: string }[] }>('/v3/kv/range', keyOf('subject', 's1'));
    expect(kvs[0]!.value).toBe(encode('after'));
    await client.close();
  });

  test('An account that is refused is told, and its password is not.', async () => {
    const etcd = await EtcdServer.start();
    await requireAccounts(etcd);
    await using bench = await Bench.open({ ...serverOf(etcd), discovery: etcd.discovery.replace('://', '://aurora:no-such-password@') });
    await bench.host().register('subject', at('s1'));
    await until(async () => bench.notices.length === 1);
    expect(bench.notices[0]).toMatchObject({ action: 'registry.away', module: 'subject', error: { status: 400 } });
    expect(String((bench.notices[0]!.error as Error).stack)).not.toContain('no-such-password');
  });

  test('Deployments with paths of their own do not see each other.', async () => {
    const etcd = await EtcdServer.start();
    await using bench = await Bench.open(serverOf(etcd));
    const staging = { AURORA_DISCOVERY: `${etcd.discovery}/uni/staging/` };
    const [here, there] = [new Seen(bench.host().instances('subject')), new Seen(bench.host(staging).instances('subject'))];
    await bench.host().register('subject', at('s1'));
    await bench.host(staging).register('subject', at('s2'));
    await Promise.all([here.until('s1'), there.until('s2')]);
    expect((await etcd.call<{ count: string }>('/v3/kv/range', { key: encode('/uni/staging/subject/s2'), count_only: true })).count).toBe('1');
  });
});
