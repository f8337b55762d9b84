import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { newLocalIssuer } from '../auth/workbench.ts';
import { at, Bench, Seen, type RegistryServer } from './bench.ts';

/** What holds whatever the registry's server is. */
export function registryTests(openServer: () => Promise<RegistryServer>): void {
  const open = async () => Bench.open(await openServer());

  test('What is registered is found by all who watch, until it is taken out.', async () => {
    await using bench = await open();
    const [service, gateway] = [bench.host(), bench.host()];
    const before = new Seen(gateway.instances('subject'));
    expect(before.ids).toBe('');
    const [one] = [await service.register('subject', at('s1')), await service.register('subject', at('s2')), await service.register('file', at('f1'))];
    await before.until('s1 s2');
    expect(before.told.at(-1)).toEqual([at('s1'), at('s2')]);
    const after = new Seen(gateway.instances('subject'));
    expect(after.told).toEqual([[at('s1'), at('s2')]]);
    await one.deregister();
    expect(await bench.server.lasts('subject', 's1')).toBe(0);
    await Promise.all([before.until('s2'), after.until('s2')]);
    expect(bench.notices).toEqual([]);
  });

  test('Who has stopped watching is told nothing more.', async () => {
    await using bench = await open();
    const [service, gateway] = [bench.host(), bench.host()];
    const [stays, goes] = [new Seen(gateway.instances('subject')), new Seen(gateway.instances('subject'))];
    goes.stop();
    await service.register('subject', at('s1'));
    await stays.until('s1');
    expect(goes.told).toEqual([[]]);
    stays.stop();
    const again = new Seen(gateway.instances('subject'));
    await service.register('subject', at('s2'));
    await again.until('s1 s2');
    expect(stays.ids).toBe('s1');
  });

  test('An instance stays known as long as its host lives, and no longer.', async () => {
    await using bench = await open();
    const [dying, living, gateway] = [bench.host(), bench.host(), bench.host()];
    await dying.register('subject', at('s1'));
    await living.register('subject', at('s2'));
    const seen = new Seen(gateway.instances('subject'));
    await seen.until('s1 s2');
    const known = await bench.server.lasts('subject', 's1');
    await until(async () => await bench.server.lasts('subject', 's1') > known + 1_000);
    await dying.close();
    await seen.until('s2');
    expect(seen.told.map(instances => instances.length).filter((length, index, all) => length !== all[index - 1])).toEqual([0, 2, 1]);
  });

  test('38 An instance that the registry has forgotten makes itself known again.', async () => {
    await using bench = await open();
    const [service, gateway] = [bench.host(), bench.host()];
    await service.register('subject', at('s1'));
    await service.register('subject', at('s2'));
    const seen = new Seen(gateway.instances('subject'));
    await seen.until('s1 s2');
    await bench.server.forget('subject', 's1');
    await seen.until('s2');
    await seen.until('s1 s2');
  });

  test('Where the registry forgets all of them at once, they stay: their hosts have time to say that they live.', async () => {
    await using bench = await open();
    const [service, gateway] = [bench.host(), bench.host()];
    await service.register('subject', at('s1'));
    const seen = new Seen(gateway.instances('subject'));
    await seen.until('s1');
    await bench.server.forget('subject', 's1');
    expect(await bench.server.lasts('subject', 's1')).toBe(0);
    await until(async () => await bench.server.lasts('subject', 's1') > 0);
    await service.register('subject', at('s2'));
    await seen.until('s1 s2');
    expect(seen.told).toEqual([[], [at('s1')], [at('s1'), at('s2')]]);
  });

  test('An entry that is not signed for its module and its id by this deployment is nobody’s, and is reported once.', async () => {
    await using bench = await open();
    const { issuer, server } = bench;
    const gateway = bench.host();
    const seen = new Seen(gateway.instances('subject'));
    const { token } = await issuer.issue({ subject: 'anna', scopes: ['admin'], ttl: 60_000 });
    await server.put('subject', 'garbage', 'garbage');
    await server.put('subject', 'user', token);
    await server.put('subject', 'stranger', await bench.record('subject', 'stranger', await newLocalIssuer(Date.now)));
    await server.put('subject', 'elsewhere', await bench.record('file', 'elsewhere'));
    await server.put('subject', 'copied', await bench.record('subject', 'other'));
    await server.put('subject', 'old', await bench.record('subject', 'old', issuer, () => Date.now() - 3_600_000));
    await server.put('subject', 'early', await bench.record('subject', 'early', issuer, () => Date.now() + 3_600_000));
    await server.put('subject', 'url', await issuer.sign('aurora-instance+jwt', { aud: 'subject', sub: 'url', url: 'http://user@example/x', iat: Date.now() / 1000, exp: Date.now() / 1000 + 60 }));
    await server.put('subject', 's1', await bench.record('subject', 's1'));
    await seen.until('s1');
    await server.put('subject', 's2', await bench.record('subject', 's2'));
    await seen.until('s1 s2');
    const strangers = ['copied', 'early', 'elsewhere', 'garbage', 'old', 'stranger', 'url', 'user'];
    expect(bench.refused()).toEqual(strangers);
    expect(seen.told.flat().every(({ id }) => id === 's1' || id === 's2')).toBe(true);
    expect(JSON.stringify(bench.notices.map(({ error, ...notice }) => [notice, String(error)]))).not.toContain(token);
  });

  test('While the registry is away the instances known last go on, and afterwards what has changed is known.', async () => {
    await using bench = await open();
    const [service, gateway] = [bench.host(), bench.host()];
    await service.register('subject', at('s1'));
    const seen = new Seen(gateway.instances('subject'));
    await seen.until('s1');
    await bench.server.leave();
    await until(async () => bench.notices.filter(({ action }) => action === 'registry.away').length === 2);
    // Neither waits for the registry.
    const registration = await service.register('subject', at('s2'));
    await (await service.register('subject', at('s3'))).deregister();
    expect(seen.told).toEqual([[], [at('s1')]]);
    const restarted = new Seen(bench.host().instances('subject'));
    expect(restarted.told).toEqual([[at('s1')]]);
    await bench.server.comeBack();
    await Promise.all([seen.until('s1 s2'), restarted.until('s1 s2')]);
    await until(async () => bench.notices.some(({ action }) => action === 'registry.back'));
    await registration.deregister();
    await seen.until('s1');
    expect(seen.told.every(instances => instances.length > 0 || instances === seen.told[0])).toBe(true);
  });
}
