import { expect, test } from '@jest/globals';
import { call, onEachDatabase, until } from '@aurora/test/running';
import { refusal } from './codes.ts';
import { banner, by, settled, someday, soon, valueOf } from './planned.ts';

onEachDatabase('a scheduled change', ({ deploy }) => {
  test('takes effect at its time, once, whole, in the name of who scheduled it, however many hosts look', async () => {
    await using deployment = await deploy();
    const hosts = await Promise.all([1, 2, 3].map(() => deployment.host(['config'])));
    for (const host of hosts) await host.start();
    const { config } = hosts[0]!.ports;
    await config.putSetting({ key: 'a', value: 1 }, call());
    const planned = await config.planChange({ changes: [{ key: 'a', value: 2 }, { key: 'b', value: [3], environment: 'test' }], flags: [{ key: 'f', definition: banner }], at: soon(), reason: 'New term' }, by('berta'));
    expect(planned).toMatchObject({
      state: 'scheduled', author: 'user:berta', reason: 'New term', base: 1, needs_approval: false, revision: null, failure: null,
      difference: [{ kind: 'setting', key: 'a', before: 1, after: 2 }, { kind: 'setting', key: 'b', environment: 'test', before: null, after: [3] }, { kind: 'flag', key: 'f', before: null, after: banner }],
    });
    expect(await valueOf(config, 'a')).toBe(1);
    expect(await settled(config, planned.id)).toMatchObject({ state: 'applied', revision: 2 });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(planned.at!));
    expect(await config.getRevision({ number: 2 }, call())).toMatchObject({ author: 'user:berta', reason: 'New term', difference: planned.difference });
    expect(await config.evaluateFlag({ key: 'f' }, call())).toMatchObject({ variant: 'off' });
    expect((await config.listRevisions({}, call())).items.map(({ number }) => number)).toEqual([2, 1]);
    expect(await deployment.sql('config', "select event_type from event_store where event_type like 'flag.%'")).toHaveLength(1);
  });

  test('is carried out by another host where the one that took it has ended', async () => {
    await using deployment = await deploy();
    const first = await deployment.host(['config']);
    await first.start();
    const { id } = await first.ports.config.planChange({ changes: [{ key: 'a', value: 1 }], at: soon(1_000) }, call());
    await first[Symbol.asyncDispose]();
    const second = await deployment.host(['config']);
    await second.start();
    expect(await settled(second.ports.config, id)).toMatchObject({ state: 'applied', revision: 1 });
  });

  test('fails as a whole, for all to see, where a schema has changed or what it changes has, and holds nobody up', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const { config } = host.ports;
    await config.changeSettings({ changes: [{ key: 'size', value: 1 }, { key: 'colour', value: 'red' }] }, call());
    await config.putFlag({ key: 'f', definition: banner }, call());
    const at = soon(1_500);
    const misfit = await config.planChange({ changes: [{ key: 'size', value: 'large' }, { key: 'other', value: 1 }], flags: [{ key: 'g', definition: banner }], at }, call());
    const overtaken = await config.planChange({ changes: [{ key: 'colour', value: 'green' }, { key: 'third', value: 1 }], at }, call());
    const flag = await config.planChange({ flags: [{ key: 'f', definition: null }], changes: [{ key: 'fourth', value: 1 }], at }, call());
    const fine = await config.planChange({ changes: [{ key: 'fifth', value: 1 }], at }, call());
    await config.putSchema({ key: 'size', schema: { type: 'integer' } }, call());
    await config.putSetting({ key: 'colour', value: 'blue' }, call());
    await config.putFlag({ key: 'f', definition: { ...banner, defaultVariant: 'on' } }, call());
    await host.start();
    expect(await settled(config, misfit.id)).toMatchObject({ state: 'failed', revision: null, failure: { code: 'VALIDATION_FAILED', fields: [{ path: 'settings.size', code: 'type' }] } });
    expect(await settled(config, overtaken.id)).toMatchObject({ state: 'failed', failure: { code: 'CONFLICT', message: expect.stringContaining('colour') } });
    expect(await settled(config, flag.id)).toMatchObject({ state: 'failed', failure: { code: 'CONFLICT', message: expect.stringContaining(': f.') } });
    expect(await settled(config, fine.id)).toMatchObject({ state: 'applied' });
    expect((await config.listSettings({}, call())).items.map(({ key, value }) => [key, value])).toEqual([['colour', 'blue'], ['fifth', 1], ['size', 1]]);
    expect((await config.listFlags({}, call())).items.map(({ key }) => key)).toEqual(['f']);
  });

  test('goes on where other keys have changed, or its own are as they were again', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const { config } = host.ports;
    await config.putSetting({ key: 'a', value: { deep: [1] } }, call());
    const { id } = await config.planChange({ changes: [{ key: 'a', value: 2 }], at: soon(), if_match: '"revision.1"' }, call());
    for (const value of [5, { deep: [1] }]) await config.putSetting({ key: 'a', value }, call());
    await config.putSetting({ key: 'b', value: 1 }, call());
    await host.start();
    expect(await settled(config, id)).toMatchObject({ state: 'applied', revision: 5 });
  });

  test('is listed, and given up by anybody who could have made it, until it has taken effect', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.start();
    const { config } = host.ports;
    const later = await config.planChange({ changes: [{ key: 'a', value: 1 }], at: someday }, by('berta'));
    const now = await config.planChange({ changes: [{ key: 'b', value: 1 }], at: soon() }, by('berta'));
    const list = async (state?: 'open' | 'applied' | 'cancelled') => (await config.listPlannedChanges(state ? { state } : {}, call())).items.map(({ id }) => id);
    expect(await list()).toEqual([now.id, later.id]);
    await settled(config, now.id);
    expect([await list('open'), await list('applied')]).toEqual([[later.id], [now.id]]);
    expect(await config.cancelChange({ id: later.id, reason: 'Not this year' }, by('carl'))).toMatchObject({ state: 'cancelled', ended_by: 'user:carl', ended_reason: 'Not this year' });
    expect([await list('open'), await list('cancelled')]).toEqual([[], [later.id]]);
    for (const { id } of [later, now]) expect(await refusal(config.cancelChange({ id }, call()))).toMatchObject({ code: 'CONFLICT' });
    expect(await refusal(config.cancelChange({ id: 99_999 }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await config.listPlannedChanges({ limit: 1, cursor: (await config.listPlannedChanges({ limit: 1 }, call())).next! }, call())).items).toMatchObject([{ id: later.id }]);
  });

  test('that is given up at its very time is either, never both', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.start();
    const { config } = host.ports;
    const at = soon(1_500);
    const planned = await Promise.all([1, 2, 3, 4].map(value => config.planChange({ changes: [{ key: `k${value}`, value }], at }, call())));
    await until(async () => Date.now() >= Date.parse(at));
    const cancelled = await Promise.all(planned.map(({ id }) => config.cancelChange({ id }, call()).then(() => true, () => false)));
    for (const [place, { id }] of planned.entries()) {
      expect(await settled(config, id)).toMatchObject({ state: cancelled[place] ? 'cancelled' : 'applied' });
      expect(await valueOf(config, `k${place + 1}`)).toBe(cancelled[place] ? undefined : place + 1);
    }
  });

  test('is looked at when it is scheduled as a change is', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSchema({ key: 'size', schema: { type: 'integer' } }, call());
    await config.putSetting({ key: 'a', value: 1 }, call());
    const refused = async (input: object) => {
      const { code, fields } = await refusal(config.planChange({ at: someday, ...input } as never, call()));
      return [code, fields[0]?.path, fields[0]?.code];
    };
    expect(await refused({ changes: [{ key: 'size', value: 'large' }] })).toEqual(['VALIDATION_FAILED', 'changes.0.value', 'type']);
    expect(await refused({ changes: [{ key: 'password', value: 'hunter2' }] })).toEqual(['VALIDATION_FAILED', 'changes.0.value', 'secret_in_clear']);
    expect(await refused({ flags: [{ key: 'f', definition: { ...banner, defaultVariant: 'none' } }] })).toEqual(['VALIDATION_FAILED', 'flags.0.definition.defaultVariant', 'unknown_variant']);
    expect(await refused({ flags: [{ key: 'f', definition: banner }, { key: 'f', definition: null }] })).toEqual(['VALIDATION_FAILED', 'flags.1.key', 'repeated']);
    expect(await refused({ changes: [{ key: 'a', value: 1 }] })).toEqual(['VALIDATION_FAILED', 'changes', 'nothing']);
    expect(await refused({ changes: [], flags: [] })).toEqual(['VALIDATION_FAILED', 'changes', 'missing']);
    expect(await refused({})).toEqual(['VALIDATION_FAILED', 'changes', 'ambiguous']);
    expect(await refused({ changes: [{ key: 'a', value: 2 }], rollback: { revision: 0 } })).toEqual(['VALIDATION_FAILED', 'changes', 'ambiguous']);
    expect(await refused({ changes: [{ key: 'a', value: 2 }], at: '2001-01-01T00:00:00.000Z' })).toEqual(['VALIDATION_FAILED', 'at', 'past']);
    expect(await refused({ changes: [{ key: 'a', value: 2 }], expires_at: '2999-01-02T00:00:00.000Z' })).toEqual(['VALIDATION_FAILED', 'expires_at', 'too_late']);
    expect(await refused({ changes: [{ key: 'a', value: 2 }], if_match: '"revision.0"' })).toEqual(['STALE_VERSION', undefined, undefined]);
    expect(await refused({ rollback: { revision: 7 } })).toEqual(['NOT_FOUND', undefined, undefined]);
    expect((await config.listPlannedChanges({}, call())).items).toEqual([]);
  });

  test('may be a way back, or a document of flags', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.start();
    const { config } = host.ports;
    for (const value of [1, 2]) await config.putSetting({ key: 'a', value }, call());
    await config.putFlag({ key: 'gone', definition: banner }, call());
    await config.deleteFlag({ key: 'gone' }, call());
    const back = await config.planChange({ rollback: { revision: 3, keys: ['gone'] }, at: soon() }, call());
    expect(await settled(config, back.id)).toMatchObject({ state: 'applied', revision: 5 });
    const document = { flags: { taken: banner } };
    const taken = await config.planChange({ import: { document, replace: true }, at: soon() }, call());
    expect(await settled(config, taken.id)).toMatchObject({ state: 'applied', difference: [{ key: 'taken', after: banner }, { key: 'gone', after: null }] });
    expect((await config.exportFlags({}, call())).flags).toEqual(document.flags);
  });
});
