import { expect, test } from '@jest/globals';
import { call, onEachDatabase, until } from '@aurora/test/running';
import { refusal } from './codes.ts';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const on = { ...banner, defaultVariant: 'on' };

onEachDatabase('a revision', ({ deploy }) => {
  test('has names that stay with it, unless they are moved', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const value of [1, 2, 3]) await config.putSetting({ key: 'a', value }, call());
    expect(await config.putTag({ name: 'spring', revision: 2 }, call())).toMatchObject({ name: 'spring', revision: 2, created_by: 'user:anna' });
    expect(await config.putTag({ name: 'now' }, call())).toMatchObject({ revision: 3 });
    expect(await config.putTag({ name: 'also', revision: 'spring' }, call())).toMatchObject({ revision: 2 });
    expect(await refusal(config.putTag({ name: 'spring', revision: 3 }, call()))).toMatchObject({ code: 'CONFLICT', details: { revision: 2 } });
    expect(await config.putTag({ name: 'spring', revision: 2 }, call())).toMatchObject({ revision: 2 });
    expect(await refusal(config.putTag({ name: 'x', revision: 4 }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    for (const name of ['7', 'latest', 'main', 'a/b']) expect(await refusal(config.putTag({ name }, call()))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await config.listRevisions({}, call())).items.map(({ number, tags }) => [number, tags])).toEqual([[3, ['now']], [2, ['also', 'spring']], [1, []]]);
    expect(await config.putTag({ name: 'spring', revision: 1, move: true }, call())).toMatchObject({ revision: 1 });
    await config.deleteTag({ name: 'also' }, call());
    expect(await refusal(config.deleteTag({ name: 'also' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await config.listTags({}, call())).items.map(({ name, revision }) => [name, revision])).toEqual([['now', 3], ['spring', 1]]);
    expect((await config.listTags({ limit: 1, cursor: (await config.listTags({ limit: 1 }, call())).next! }, call())).items).toMatchObject([{ name: 'spring' }]);
  });

  test('is found by number, name or time wherever one is named', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const before = new Date().toISOString();
    await until(async () => new Date().toISOString() > before);
    await config.changeSettings({ changes: [{ key: 'a', value: 1 }, { key: 'b', value: 1, environment: 'test' }], flags: [{ key: 'f', definition: banner }] }, call());
    const then = (await config.getRevision({ number: 1 }, call())).created_at;
    await until(async () => new Date().toISOString() > then);
    await config.putTag({ name: 'spring' }, call());
    await config.changeSettings({ changes: [{ key: 'a', value: 2 }, { key: 'b', value: null, environment: 'test' }, { key: 'c', value: 3 }], flags: [{ key: 'f', definition: on }, { key: 'g', definition: on }] }, call());
    for (const revision of [1, 'spring', then]) {
      expect(await config.getRevision({ number: revision }, call())).toMatchObject({ number: 1, tags: ['spring'] });
      expect(await config.exportSettings({ revision }, call())).toEqual({ revision: 1, changes: [{ key: 'a', value: 1 }, { key: 'b', value: 1, environment: 'test' }] });
      expect((await config.exportFlags({ revision }, call())).flags).toEqual({ f: banner });
      expect(await config.evaluateFlag({ key: 'f', revision }, call())).toMatchObject({ variant: 'off' });
      expect((await config.compareRevisions({ from: revision, key: 'a' }, call())).difference).toMatchObject([{ before: 1, after: 2 }]);
      expect((await config.compareRevisions({ from: 2, to: revision, key: 'a' }, call())).difference).toMatchObject([{ before: 2, after: 1 }]);
      expect(await config.getSetting({ key: 'b', environment: 'test', revision }, call())).toMatchObject({ value: 1, changed_in: 1, updated_at: then, revision: 1 });
      expect(await refusal(config.getSetting({ key: 'c', revision }, call()))).toMatchObject({ code: 'NOT_FOUND' });
      const { items, next } = await config.listSettings({ environment: 'test', revision, limit: 1 }, call());
      expect([...items, ...(await config.listSettings({ environment: 'test', revision, cursor: next! }, call())).items].map(({ changed_in, key, value }) => [key, value, changed_in])).toEqual([['a', 1, 1], ['b', 1, 1]]);
      expect((await config.listRevisions({ until: revision }, call())).items.map(({ number }) => number)).toEqual([1]);
      expect(await config.rollBack({ number: revision, dry_run: true }, call())).toMatchObject({ difference: expect.arrayContaining([expect.objectContaining({ key: 'g', after: null })]) });
    }
    expect((await config.exportSettings({ revision: before }, call()))).toEqual({ revision: 0, changes: [] });
    for (const revision of [9, 'autumn']) expect(await refusal(config.exportSettings({ revision }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await config.rollBack({ number: 'spring' }, call())).toMatchObject({ revision: 3 });
    expect(await config.getRevision({ number: 3 }, call())).toMatchObject({ reason: 'Back to revision 1' });
  });

  test('need not be made to see what it would be', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSetting({ key: 'a', value: 1 }, call());
    expect(await config.changeSettings({ flags: [{ key: 'f', definition: banner }], changes: [{ key: 'a', value: null }], dry_run: true }, call())).toMatchObject({ revision: 1, difference: [{ key: 'a', after: null }, { key: 'f', after: banner }] });
    expect(await config.putSchema({ key: 'a', schema: { type: 'integer' }, dry_run: true }, call())).toMatchObject({ key: 'a', schema: { type: 'integer' }, version: 1 });
    expect(await refusal(config.putSchema({ key: 'a', schema: { type: 'string' }, dry_run: true }, call()))).toMatchObject({ code: 'CONFLICT' });
    expect(await refusal(config.getSchema({ key: 'a' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await config.listFlags({}, call())).items).toEqual([]);
    expect(await config.changeSettings({ flags: [{ key: 'f', definition: banner }], changes: [{ key: 'a', value: null }] }, call())).toMatchObject({ revision: 2 });
    expect(await config.changeSettings({ flags: [{ key: 'f', definition: null }] }, call())).toMatchObject({ revision: 3, difference: [{ key: 'f', before: banner, after: null }] });
  });
});
