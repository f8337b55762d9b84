import { expect, test } from '@jest/globals';
import { call, onEachDatabase, until } from '@aurora/test/running';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const gateway = () => call({ caller: 'gateway' });

onEachDatabase('the use of flags', ({ deploy }) => {
  test('is told by the hour, and costs one write for each flag and hour', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.start();
    const { config } = host.ports;
    for (const key of ['asked', 'delivered', 'forgotten']) await config.putFlag({ key, definition: banner }, call());
    await config.putFlag({ key: 'delivered', definition: { ...banner, metadata: { flagSetId: 'web' } } }, call());
    const use = async () => Object.fromEntries((await config.listFlagUse({}, call())).items.map(item => [item.key, item]));
    expect(await use()).toMatchObject({ asked: { evaluated_at: null, delivered_at: null, state: 'ENABLED' } });
    for (let n = 0; n < 50; n += 1) await config.evaluateFlag({ key: 'asked' }, call());
    await config.resolveFlags({ key: 'asked' }, gateway());
    await config.resolveFlags({}, { ...gateway(), principal: { id: 'key:web', scopes: new Set(['flags-web:read']) } });
    const hour = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/);
    await until(async () => (await use())['asked']!.evaluated_at !== null && (await use())['delivered']!.delivered_at !== null);
    expect(await use()).toMatchObject({ asked: { evaluated_at: hour, delivered_at: null }, delivered: { evaluated_at: null, delivered_at: hour }, forgotten: { evaluated_at: null, delivered_at: null } });
    // As if it had been long ago: what was noted in this hour is not written again.
    await deployment.sql('config', "update flag_use set evaluated_at = '2020-01-01T00:00:00.000Z'");
    for (let n = 0; n < 50; n += 1) await config.evaluateFlag({ key: 'asked' }, call());
    await config.evaluateFlag({ key: 'forgotten' }, call());
    await until(async () => (await use())['forgotten']!.evaluated_at !== null);
    expect((await use())['asked']!.evaluated_at).toBe('2020-01-01T00:00:00.000Z');
  });

  test('shows which have not been used since, page by page, and ends with the flag', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.start();
    const { config } = host.ports;
    for (const key of ['a', 'b', 'c', 'd']) await config.putFlag({ key, definition: banner }, call());
    await config.evaluateFlag({ key: 'b' }, call());
    await until(async () => (await config.listFlagUse({}, call())).items.some(({ evaluated_at }) => evaluated_at !== null));
    await deployment.sql('config', "update flag set updated_at = '2020-01-01T00:00:00.000Z' where `key` <> 'd'");
    const unused = async (unused_since: string) => {
      const first = await config.listFlagUse({ unused_since, limit: 1 }, call());
      const rest = first.next === null ? [] : (await config.listFlagUse({ unused_since, cursor: first.next }, call())).items;
      return [...first.items, ...rest].map(({ key }) => key);
    };
    // One that is new has had no time to be used.
    expect(await unused('2021-01-01T00:00:00.000Z')).toEqual(['a', 'c']);
    expect(await unused('2019-01-01T00:00:00.000Z')).toEqual([]);
    await config.deleteFlag({ key: 'b' }, call());
    expect(await deployment.sql('config', 'select * from flag_use')).toEqual([]);
  });
});
