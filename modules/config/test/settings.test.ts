import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

onEachDatabase('settings', ({ deploy }) => {
  test('come from the layer that is closest: default, environment, service, service in the environment', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const put = (value: unknown, layer: { environment?: string; service?: string } = {}) => config.putSetting({ key: 'page.size', value, ...layer }, call());
    const value = async (layer: { environment?: string; service?: string } = {}) => {
      const setting = await config.getSetting({ key: 'page.size', ...layer }, call());
      return [setting.value, setting.layer, setting.environment, setting.service];
    };
    await put(10);
    expect(await value({ environment: 'production', service: 'gateway' })).toEqual([10, 'default', null, null]);
    await put(20, { environment: 'production' });
    expect(await value({ environment: 'production', service: 'gateway' })).toEqual([20, 'environment', 'production', null]);
    await put(30, { service: 'gateway' });
    expect(await value({ environment: 'production', service: 'gateway' })).toEqual([30, 'service', null, 'gateway']);
    await put(40, { environment: 'production', service: 'gateway' });
    expect(await value({ environment: 'production', service: 'gateway' })).toEqual([40, 'service', 'production', 'gateway']);
    expect(await value({ environment: 'production', service: 'file' })).toEqual([20, 'environment', 'production', null]);
    expect(await value({ environment: 'test', service: 'gateway' })).toEqual([30, 'service', null, 'gateway']);
    expect(await value()).toEqual([10, 'default', null, null]);

    await config.deleteSetting({ key: 'page.size', environment: 'production', service: 'gateway' }, call());
    expect(await value({ environment: 'production', service: 'gateway' })).toEqual([30, 'service', null, 'gateway']);
    expect(await refusal(config.deleteSetting({ key: 'page.size', environment: 'production', service: 'gateway' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(config.getSetting({ key: 'page.colour' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('are listed by key, each once, page by page', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const everywhere = ['a', 'b', 'c', 'd', 'e'].map(key => ({ key, value: `${key} everywhere` }));
    const there = ['b', 'd', 'f'].flatMap(key => [{ key, value: `${key} in test`, environment: 'test' }, { key, value: `${key} in test for file`, environment: 'test', service: 'file' }, { key, value: 'elsewhere', service: 'gateway' }]);
    await config.changeSettings({ changes: [...everywhere, ...there] }, call());
    const found: unknown[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await config.listSettings({ environment: 'test', service: 'file', limit: 2, cursor }, call());
      expect(page.items.length).toBeLessThanOrEqual(2);
      expect(page.revision).toBe(1);
      found.push(...page.items.map(({ key, value, layer }) => [key, value, layer]));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(found).toEqual([
      ['a', 'a everywhere', 'default'], ['b', 'b in test for file', 'service'], ['c', 'c everywhere', 'default'],
      ['d', 'd in test for file', 'service'], ['e', 'e everywhere', 'default'], ['f', 'f in test for file', 'service'],
    ]);
    expect((await config.listSettings({}, call())).items.map(item => item.key)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('hold any JSON but null, as it was given', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const value of [false, 0, '', 'žluťoučký kůň 🐎', [1, [2]], { b: 1, a: { c: null } }, 1e300, JSON.parse('{"__proto__":{"x":1},"constructor":2}')]) {
      await config.putSetting({ key: '__proto__', value }, call());
      expect(JSON.stringify((await config.getSetting({ key: '__proto__' }, call())).value)).toBe(JSON.stringify(value));
    }
    expect(await refusal(config.getSetting({ key: 'constructor' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(config.putSetting({ key: 'k', value: null }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'value' }] });
    expect(await refusal(config.putSetting({ key: 'k' } as never, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'value' }] });
    expect(await refusal(config.putSetting({ key: 'no spaces', value: 1 }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'key' }] });
  });

  test('37 change together or not at all', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call());
    await config.changeSettings({ changes: [{ key: 'limit', value: 1 }, { key: 'colour', value: 'red' }] }, call());
    const refused = await refusal(config.changeSettings({ changes: [{ key: 'colour', value: 'blue' }, { key: 'limit', value: 'many', environment: 'test' }, { key: 'limit', value: 1.5 }] }, call()));
    expect(refused).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'changes.1.value', code: 'type' }, { path: 'changes.2.value', code: 'type' }] });
    expect((await config.getSetting({ key: 'colour' }, call())).value).toBe('red');
    expect((await config.listSettings({}, call())).revision).toBe(1);
    expect(await refusal(config.changeSettings({ changes: [{ key: 'colour', value: 'blue' }, { key: 'colour', value: 'green' }] }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'changes.1.value', code: 'repeated' }] });

    const change = { changes: [{ key: 'colour', value: null }, { key: 'limit', value: 2 }, { key: 'absent', value: null }, { key: 'size', value: [1] }] };
    const difference = [
      { kind: 'setting', key: 'colour', environment: null, service: null, before: 'red', after: null },
      { kind: 'setting', key: 'limit', environment: null, service: null, before: 1, after: 2 },
      { kind: 'setting', key: 'size', environment: null, service: null, before: null, after: [1] },
    ];
    expect(await config.changeSettings({ ...change, dry_run: true }, call())).toEqual({ revision: 1, difference, dry_run: true });
    expect((await config.getSetting({ key: 'limit' }, call())).value).toBe(1);
    expect(await config.changeSettings(change, call())).toEqual({ revision: 2, difference, dry_run: false });
    expect((await config.listSettings({}, call())).items.map(({ key, value, changed_in }) => [key, value, changed_in])).toEqual([['limit', 2, 2], ['size', [1], 2]]);
  });

  test('31 of another revision than the one that was read are not changed', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const { revision } = await config.putSetting({ key: 'a', value: 1 }, call());
    expect(revision).toBe(1);
    await config.putSetting({ key: 'b', value: 1 }, call());
    for (const if_match of ['"revision.1"', 'W/"revision.2"', '"2"', 'nonsense']) {
      expect(await refusal(config.changeSettings({ changes: [{ key: 'a', value: 2 }], if_match }, call()))).toMatchObject({ code: 'STALE_VERSION', details: { current_version: 2 } });
      expect(await refusal(config.putSetting({ key: 'a', value: 2, if_match }, call()))).toMatchObject({ code: 'STALE_VERSION' });
      expect(await refusal(config.deleteSetting({ key: 'a', if_match }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    }
    expect(await config.putSetting({ key: 'a', value: 2, if_match: '"revision.2"' }, call())).toMatchObject({ value: 2, revision: 3, changed_in: 3 });
  });

  test('changed from many sides at once lose nothing, and each change has a number of its own', async () => {
    await using deployment = await deploy();
    const hosts = await Promise.all([deployment.host(['config']), deployment.host(['config'])]);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => hosts[n % 2]!.ports.config.putSetting({ key: `key${n % 10}`, value: n }, call())));
    expect(answers.map(answer => answer.revision).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    const { config } = hosts[0]!.ports;
    for (const { key, value, changed_in } of (await config.listSettings({}, call())).items) {
      const last = answers.filter(answer => answer.key === key).toSorted((a, b) => b.revision - a.revision)[0]!;
      expect([value, changed_in]).toEqual([last.value, last.revision]);
    }
    expect(await deployment.sql('config', "select version from event_store where stream_id = 'settings-1' order by version")).toEqual(Array.from({ length: 30 }, (_, n) => ({ version: n + 1 })));
  });

  test('repeated under one command id change once', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const first = await config.putSetting({ key: 'a', value: 1 }, call({ commandId: 'c1' }));
    await config.putSetting({ key: 'a', value: 2 }, call());
    expect(await config.putSetting({ key: 'a', value: 1 }, call({ commandId: 'c1' }))).toEqual(first);
    expect((await config.getSetting({ key: 'a' }, call())).value).toBe(2);
  });
});
