import { expect, test } from '@jest/globals';
import { call, Deployment, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const on = { ...banner, defaultVariant: 'on' };
const nowhere = { environment: null, service: null };

onEachDatabase('a rollback', ({ deploy }) => {
  test('32 gives settings and flags their earlier values as a new revision, and history stays as it was', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.changeSettings({ changes: [{ key: 'a', value: 1 }, { key: 'b', value: 1, environment: 'test' }] }, call());
    await config.putFlag({ key: 'f', definition: banner }, call());
    const exported = async (revision: number) => (await config.exportSettings({ revision }, call())).changes;
    const state = async () => ({ settings: (await config.exportSettings({}, call())).changes, flags: (await config.exportFlags({}, call())).flags });
    const then = await state();
    await config.changeSettings({ changes: [{ key: 'a', value: 2 }, { key: 'b', value: null, environment: 'test' }, { key: 'c', value: 3, service: 'file' }] }, call());
    await config.putFlag({ key: 'f', definition: on }, call());
    await config.putFlag({ key: 'g', definition: on }, call());
    await config.deleteFlag({ key: 'f' }, call());
    const history = await Promise.all([1, 2, 3, 4, 5, 6].map(number => config.getRevision({ number }, call())));
    const difference = [
      { kind: 'setting', key: 'a', ...nowhere, before: 2, after: 1 }, { kind: 'setting', key: 'b', environment: 'test', service: null, before: null, after: 1 }, { kind: 'setting', key: 'c', environment: null, service: 'file', before: 3, after: null },
      { kind: 'flag', key: 'f', ...nowhere, before: null, after: banner }, { kind: 'flag', key: 'g', ...nowhere, before: on, after: null },
    ];
    expect([await exported(0), await exported(2), await exported(6)]).toEqual([[], then.settings, (await state()).settings]);
    expect(await refusal(exported(7))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await config.rollBack({ number: 2, dry_run: true }, call())).toEqual({ revision: 6, difference, dry_run: true });
    expect(await config.rollBack({ number: 2 }, call())).toEqual({ revision: 7, difference, dry_run: false });
    expect(await state()).toEqual(then);
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map(number => config.getRevision({ number }, call())))).toEqual(history);
    expect(await config.getRevision({ number: 7 }, call())).toMatchObject({ reason: 'Back to revision 2', difference });
    expect(await config.evaluateFlag({ key: 'f' }, call())).toMatchObject({ variant: 'off' });
    expect(await config.rollBack({ number: 7 }, call())).toEqual({ revision: 7, difference: [], dry_run: false });
    expect(await config.rollBack({ number: 6, reason: 'It was right' }, call())).toMatchObject({ revision: 8, difference: difference.map(({ before, after, ...rest }) => ({ ...rest, before: after, after: before })) });
    expect(await deployment.sql('config', "select version from event_store where stream_id = 'settings-1' order by version")).toEqual([1, 2, 3, 4].map(version => ({ version })));
  });

  test('concerns the keys that are named; where modules are only if that is named', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const placement = (service: number) => ({ state: 'ENABLED' as const, variants: { placement: { service } }, defaultVariant: 'placement' });
    await config.putFlag({ key: 'placement.subject', definition: placement(0) }, call());
    await config.changeSettings({ changes: [{ key: 'a', value: 1 }, { key: 'b', value: 1 }] }, call());
    await config.putFlag({ key: 'placement.subject', definition: placement(50) }, call());
    await config.changeSettings({ changes: [{ key: 'a', value: 2 }, { key: 'b', value: 2 }] }, call());
    expect((await config.rollBack({ number: 2, keys: ['b'] }, call())).difference.map(({ key, after }) => [key, after])).toEqual([['b', 1]]);
    expect((await config.rollBack({ number: 1 }, call())).difference.map(({ key, after }) => [key, after])).toEqual([['a', null], ['b', null]]);
    expect((await config.rollBack({ number: 1, keys: ['placement.subject'] }, call())).difference).toMatchObject([{ key: 'placement.subject', after: placement(0) }]);
  });

  test('31 of another revision than the one that was read is refused', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const value of [1, 2, 3]) await config.putSetting({ key: 'a', value }, call());
    expect(await refusal(config.rollBack({ number: 1, if_match: '"revision.2"' }, call()))).toMatchObject({ code: 'STALE_VERSION', details: { current_version: 3 } });
    expect(await refusal(config.rollBack({ number: 4 }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await config.rollBack({ number: 1, if_match: '"revision.3"' }, call())).toMatchObject({ revision: 4 });
  });

  test('33 to what today\'s schema refuses is refused with the difference, and changes nothing', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.changeSettings({ changes: [{ key: 'limit', value: 'many' }, { key: 'colour', value: 'red' }] }, call());
    await config.changeSettings({ changes: [{ key: 'limit', value: 5 }, { key: 'colour', value: 'blue' }] }, call());
    await config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call());
    for (const dry_run of [true, false]) {
      expect(await refusal(config.rollBack({ number: 1, dry_run }, call()))).toMatchObject({
        code: 'VALIDATION_FAILED', fields: [{ path: 'settings.limit', code: 'type' }],
        details: { difference: [{ key: 'limit', before: 5, after: 'many' }, { key: 'colour', before: 'blue', after: 'red' }] },
      });
    }
    expect((await config.getSetting({ key: 'colour' }, call())).value).toBe('blue');
    expect(await config.rollBack({ number: 1, keys: ['colour'] }, call())).toMatchObject({ revision: 3 });
  });

  test('34 brings no secret back that was exchanged: the reference is the same as ever, and what it refers to is not kept', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSetting({ key: 'smtp', value: { host: 'old', password: 'env:SMTP_PASSWORD' } }, call());
    await config.putSetting({ key: 'smtp', value: { host: 'new', password: 'env:SMTP_PASSWORD' } }, call());
    expect(await config.rollBack({ number: 1 }, call())).toMatchObject({ revision: 3 });
    expect((await config.getSetting({ key: 'smtp' }, call())).value).toEqual({ host: 'old', password: 'env:SMTP_PASSWORD' });
    // One that got into the history before it would have been refused does not come back either.
    await deployment.sql('config', 'update revision_change set `after` = \'{"password":"hunter2"}\' where revision = 1');
    await deployment.sql('config', 'update revision_change set `before` = \'{"password":"hunter2"}\' where revision = 2');
    const refused = await refusal(config.rollBack({ number: 1 }, call()));
    expect(refused).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'settings.smtp.password', code: 'secret_in_clear' }] });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });

  test('35 no difference, history or export shows a secret, whenever it got in', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.changeSettings({ changes: [{ key: 'smtp', value: { host: 'mail', password: 'env:A' } }, { key: 'plain', value: 1 }] }, call());
    const clear = '{"host":"mail","password":"hunter2","more":[{"url":"mysql://root:hunter2@db/main"}]}';
    await deployment.sql('config', `update setting set value = '${clear}' where \`key\` = 'smtp'`);
    await deployment.sql('config', `update revision_change set \`after\` = '${clear}' where \`key\` = 'smtp'`);
    const shown = JSON.stringify([
      await config.getRevision({ number: 1 }, call()), await config.compareRevisions({ from: 0 }, call()), await config.exportSettings({}, call()), await config.changeSettings({ changes: [{ key: 'smtp', value: null }], dry_run: true }, call()),
      await config.rollBack({ number: 0, dry_run: true }, call()),
    ]);
    expect(shown).not.toContain('hunter2');
    expect(shown.match(/"password":"\(hidden/g)!.length).toBeGreaterThanOrEqual(4);
    expect(shown).toContain('"host":"mail"');
  });
});

test('Over more changes than are looked at, nothing is compared or taken back.', async () => {
  await using deployment = await Deployment.create();
  const { ports: { config } } = await deployment.host(['config']);
  await config.putSetting({ key: 'a', value: 1 }, call());
  await deployment.sql('config', `insert into revision_change (revision, place, kind, key, environment, service, "before", "after")
    with recursive number(n) as (select 1 union all select n + 1 from number where n < 20000) select 1, n, 'setting', 'k' || n, '', '', null, '1' from number`);
  for (const asked of [config.compareRevisions({ from: 0 }, call()), config.exportSettings({ revision: 0 }, call()), config.rollBack({ number: 0 }, call())]) expect(await refusal(asked)).toMatchObject({ code: 'CONFLICT', details: { limit: 20_000 } });
  expect(await config.compareRevisions({ from: 1 }, call())).toMatchObject({ difference: [] });
});

onEachDatabase('a comparison of revisions', ({ deploy }) => {
  test('says what differs, either way, whatever happened in between', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const value of [1, 2, 1]) await config.putSetting({ key: 'a', value }, call());
    await config.putSetting({ key: 'b', value: 1 }, call());
    await config.putFlag({ key: 'f', definition: banner }, call());
    const between = async (from: number, to?: number, key?: string) => {
      const { difference, ...rest } = await config.compareRevisions({ from, ...(to === undefined ? {} : { to }), ...(key === undefined ? {} : { key }) }, call());
      return [rest, difference.map(change => [change.key, change.before, change.after])];
    };
    expect(await between(1)).toEqual([{ from: 1, to: 5 }, [['b', null, 1], ['f', null, banner]]]);
    expect(await between(1, 2)).toEqual([{ from: 1, to: 2 }, [['a', 1, 2]]]);
    expect(await between(2, 0)).toEqual([{ from: 2, to: 0 }, [['a', 2, null]]]);
    expect(await between(0, 5, 'a')).toEqual([{ from: 0, to: 5 }, [['a', null, 1]]]);
    expect(await between(3, 3)).toEqual([{ from: 3, to: 3 }, []]);
    expect(await refusal(config.compareRevisions({ from: 1, to: 6 }, call()))).toMatchObject({ code: 'NOT_FOUND' });
  });
});
