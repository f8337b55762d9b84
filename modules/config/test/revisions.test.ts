import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const definition = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };

onEachDatabase('the history', ({ deploy }) => {
  test('numbers every change of the whole, and says who, when, why and what', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const by = (id: string) => call({ principal: { id, scopes: new Set(['admin']) } });
    await config.putSetting({ key: 'limit', value: 1, reason: 'a first guess' }, by('user:ada'));
    await config.putFlag({ key: 'banner', definition, reason: 'to try it' }, by('user:ben'));
    await config.putSetting({ key: 'limit', value: 2, service: 'file' }, by('user:ada'));
    await config.deleteFlag({ key: 'banner', reason: 'tried' }, by('user:cy'));
    const { items, next } = await config.listRevisions({}, call());
    expect(items.map(({ number, author, reason }) => [number, author, reason])).toEqual([[4, 'user:cy', 'tried'], [3, 'user:ada', null], [2, 'user:ben', 'to try it'], [1, 'user:ada', 'a first guess']]);
    expect(next).toBeNull();
    expect(await config.getRevision({ number: 3 }, call())).toEqual({ ...items[1], difference: [{ kind: 'setting', key: 'limit', environment: null, service: 'file', before: null, after: 2 }] });
    expect((await config.getRevision({ number: 4 }, call())).difference).toEqual([{ kind: 'flag', key: 'banner', environment: null, service: null, before: definition, after: null }]);
    expect(await refusal(config.getRevision({ number: 5 }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    const keyed = async (key: string) => (await config.listRevisions({ key }, call())).items.map(({ number }) => number);
    expect([await keyed('limit'), await keyed('banner'), await keyed('nothing')]).toEqual([[3, 1], [4, 2], []]);
  });

  test('has no entry for what changes nothing or is refused, and no gap', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSetting({ key: 'a', value: { x: 1 } }, call());
    expect(await config.putSetting({ key: 'a', value: { x: 1 } }, call())).toMatchObject({ revision: 1, changed_in: 1 });
    await config.putFlag({ key: 'f', definition }, call());
    expect(await config.putFlag({ key: 'f', definition }, call())).toMatchObject({ version: 1, changed_in: 2 });
    await refusal(config.deleteSetting({ key: 'b' }, call()));
    await refusal(config.deleteFlag({ key: 'g' }, call()));
    await config.changeSettings({ changes: [{ key: 'a', value: 2 }], dry_run: true }, call());
    await config.putSetting({ key: 'a', value: 2 }, call());
    expect((await config.listRevisions({}, call())).items.map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  test('32 never changes, whatever comes after', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSetting({ key: 'a', value: 1 }, call());
    const first = await config.getRevision({ number: 1 }, call());
    await config.putSetting({ key: 'a', value: 2 }, call());
    await config.deleteSetting({ key: 'a' }, call());
    await config.putSetting({ key: 'a', value: 1 }, call());
    expect(await config.getRevision({ number: 1 }, call())).toEqual(first);
    expect((await config.getRevision({ number: 4 }, call())).difference).toMatchObject([{ before: null, after: 1 }]);
  });

  test('is read page by page', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (let value = 1; value <= 5; value += 1) await config.changeSettings({ changes: [{ key: 'a', value }, { key: 'a', value, service: 's' }] }, call());
    for (const key of [undefined, 'a']) {
      const numbers: number[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await config.listRevisions({ limit: 2, cursor, key }, call());
        numbers.push(...page.items.map(item => item.number));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(numbers).toEqual([5, 4, 3, 2, 1]);
    }
  });
});
