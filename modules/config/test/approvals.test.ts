import { describe, expect, test } from '@jest/globals';
import { call, Deployment, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';
import { banner, by, settled, someday, soon, valueOf } from './planned.ts';

const outcome = (done: Promise<unknown>) => done.then(() => 'done', error => (error as { code: string }).code);

onEachDatabase('a second approver', ({ deploy }) => {
  test('lets a proposed change take effect; its author does not', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const proposed = await config.planChange({ changes: [{ key: 'a', value: 1 }], flags: [{ key: 'f', definition: banner }], reason: 'Try it' }, by('berta'));
    expect(proposed).toMatchObject({ state: 'proposed', needs_approval: true, at: null, approved_by: null });
    expect(await refusal(config.approveChange({ id: proposed.id }, by('berta')))).toMatchObject({ code: 'FORBIDDEN', details: { approval: 'own' } });
    expect(await refusal(config.approveChange({ id: proposed.id, digest: 'x' }, by('carl')))).toMatchObject({ code: 'STALE_VERSION', details: { digest: proposed.digest } });
    expect(await valueOf(config, 'a')).toBeUndefined();
    expect(await config.approveChange({ id: proposed.id, digest: proposed.digest }, by('carl'))).toMatchObject({ state: 'applied', approved_by: 'user:carl', revision: 1, difference: proposed.difference });
    expect(await config.getRevision({ number: 1 }, call())).toMatchObject({ author: 'user:berta', approved_by: 'user:carl', reason: 'Try it', difference: proposed.difference });
    expect((await config.listRevisions({}, call())).items).toMatchObject([{ author: 'user:berta', approved_by: 'user:carl' }]);
    for (const again of [config.approveChange({ id: proposed.id }, by('carl')), config.rejectChange({ id: proposed.id }, by('carl'))]) expect(await refusal(again)).toMatchObject({ code: 'CONFLICT', details: { state: 'applied' } });
  });

  test('approves of what there is: of what has changed since, been altered, expired or been rejected, nothing comes', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const { config } = host.ports;
    await config.changeSettings({ changes: [{ key: 'a', value: 1 }, { key: 'b', value: 1 }] }, call());
    const propose = (key: string, rest: object = {}) => config.planChange({ changes: [{ key, value: 2 }], ...rest }, by('berta'));
    const [stale, altered, expired, rejected, staleLater] = [await propose('a'), await propose('b'), await propose('c', { expires_at: soon(400) }), await propose('d'), await propose('a', { at: someday, approval: true })];
    await config.putSetting({ key: 'a', value: 9 }, call());
    expect(await refusal(config.approveChange({ id: stale.id }, by('carl')))).toMatchObject({ code: 'CONFLICT', details: { keys: ['a'] } });
    expect(await refusal(config.approveChange({ id: staleLater.id }, by('carl')))).toMatchObject({ code: 'CONFLICT', details: { keys: ['a'] } });
    await deployment.sql('config', `update planned_change set changes = replace(changes, '2', '666') where id = ${altered.id}`);
    expect(await refusal(config.approveChange({ id: altered.id, digest: altered.digest }, by('carl')))).toMatchObject({ code: 'CONFLICT' });
    expect(await config.rejectChange({ id: rejected.id, reason: 'No' }, by('carl'))).toMatchObject({ state: 'rejected', ended_by: 'user:carl', ended_reason: 'No' });
    expect(await refusal(config.approveChange({ id: rejected.id }, by('carl')))).toMatchObject({ code: 'CONFLICT', details: { state: 'rejected' } });
    await host.start();
    expect(await settled(config, expired.id)).toMatchObject({ state: 'expired', ended_by: null });
    expect(await refusal(config.approveChange({ id: expired.id }, by('carl')))).toMatchObject({ code: 'CONFLICT', details: { state: 'expired' } });
    expect((await config.listSettings({}, call())).items.map(({ key, value }) => [key, value])).toEqual([['a', 9], ['b', 1]]);
  });

  test('of a scheduled change has until its time; what was approved is what is carried out', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.start();
    const { config } = host.ports;
    const plan = (key: string) => config.planChange({ changes: [{ key, value: 1 }], at: soon(2_500), approval: true }, by('berta'));
    const [approved, ignored, altered] = [await plan('a'), await plan('b'), await plan('c')];
    for (const { id } of [approved, altered]) expect(await config.approveChange({ id }, by('carl'))).toMatchObject({ state: 'scheduled', approved_by: 'user:carl' });
    // As somebody would who has the database: it is not any more what was approved.
    const [row] = await deployment.sql<{ changes: string }>('config', `select changes from planned_change where id = ${altered.id}`);
    await deployment.sql('config', `update planned_change set changes = ? where id = ${altered.id}`, row!.changes.replace('"after":"1"', '"after":"2"'));
    expect(await settled(config, approved.id)).toMatchObject({ state: 'applied', approved_by: 'user:carl' });
    expect(await settled(config, ignored.id)).toMatchObject({ state: 'expired' });
    expect(await settled(config, altered.id)).toMatchObject({ state: 'failed', failure: { code: 'CONFLICT' } });
    expect((await config.listSettings({}, call())).items.map(({ key }) => key)).toEqual(['a']);
  });

  test('is demanded where the setting says so, wherever a change may hold', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.changeSettings({ changes: [{ key: 'config.approval', value: true, environment: 'production' }, { key: 'config.approval', value: false, environment: 'production', service: 'toys' }] }, call());
    const set = (layer: object) => outcome(config.putSetting({ key: 'a', value: Math.random(), ...layer }, call()));
    expect(await Promise.all([set({ environment: 'test' }), set({ environment: 'production' }), set({}), set({ service: 'gateway' }), set({ service: 'toys' }), set({ environment: 'production', service: 'toys' }), set({ environment: 'production', service: 'file' })]))
      .toEqual(['done', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'done', 'done', 'FORBIDDEN']);
    await config.putSetting({ key: 'config.approval', value: true, environment: 'staging', service: 'file' }, call());
    expect(await refusal(config.putSetting({ key: 'config.approval', value: 'yes' }, call()))).toMatchObject({ fields: [{ path: 'value', code: 'invalid_type' }] });
    // Who wants to be rid of it, or exempt something from it, needs it once more.
    expect(await outcome(config.putSetting({ key: 'config.approval', value: false, environment: 'production', service: 'file' }, call()))).toBe('FORBIDDEN');
    expect(await outcome(config.deleteSetting({ key: 'config.approval', environment: 'production' }, call()))).toBe('FORBIDDEN');
    expect(await outcome(config.putSetting({ key: 'config.approval', value: false, environment: 'production' }, call()))).toBe('FORBIDDEN');
    const { id } = await config.planChange({ changes: [{ key: 'config.approval', value: null, environment: 'production' }, { key: 'config.approval', value: null, environment: 'staging', service: 'file' }] }, by('berta'));
    await config.approveChange({ id }, by('carl'));
    expect(await set({})).toBe('done');
  });

  test('is demanded of every kind of change, scheduled ones too, but not of where modules are', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config'], { env: { AURORA_CONFIG_APPROVAL: 'false' } });
    await config.changeSettings({ changes: [{ key: 'a', value: 1 }], flags: [{ key: 'f', definition: banner }] }, call());
    const earlier = await config.planChange({ changes: [{ key: 'b', value: 1 }], at: soon(500) }, by('berta'));
    const strict = await deployment.host(['config'], { env: { AURORA_CONFIG_APPROVAL: 'true' } });
    const demanding = strict.ports.config;
    expect(await Promise.all([
      demanding.putSetting({ key: 'a', value: 2 }, call()), demanding.deleteSetting({ key: 'a' }, call()), demanding.changeSettings({ changes: [{ key: 'a', value: 2 }] }, call()), demanding.putFlag({ key: 'g', definition: banner }, call()),
      demanding.deleteFlag({ key: 'f' }, call()), demanding.importFlags({ document: { flags: {} }, replace: true }, call()), demanding.rollBack({ number: 0 }, call()),
    ].map(outcome))).toEqual(Array.from({ length: 7 }, () => 'FORBIDDEN'));
    expect(await demanding.changeSettings({ changes: [{ key: 'a', value: 2 }], dry_run: true }, call())).toMatchObject({ revision: 1, difference: [{ key: 'a' }] });
    expect(await demanding.putSetting({ key: 'a', value: 1 }, call())).toMatchObject({ revision: 1 });
    expect(await demanding.putFlag({ key: 'placement.subject', definition: { state: 'ENABLED', variants: { placement: { service: 50 } }, defaultVariant: 'placement' } }, call())).toMatchObject({ changed_in: 2 });
    expect(await demanding.planChange({ changes: [{ key: 'c', value: 1 }], at: someday }, by('berta'))).toMatchObject({ state: 'proposed', needs_approval: true });
    await strict.start();
    expect(await settled(demanding, earlier.id)).toMatchObject({ state: 'failed', failure: { code: 'FORBIDDEN' } });
    const back = await demanding.planChange({ rollback: { revision: 0 } }, by('berta'));
    expect(await demanding.approveChange({ id: back.id }, by('carl'))).toMatchObject({ state: 'applied' });
    expect(await valueOf(demanding, 'a')).toBeUndefined();
  });
});

describe('two approvers at once', () => {
  test('make one revision', async () => {
    await using deployment = await Deployment.create();
    const hosts = await Promise.all([deployment.host(['config']), deployment.host(['config'])]);
    const { id } = await hosts[0]!.ports.config.planChange({ changes: [{ key: 'a', value: 1 }] }, by('berta'));
    const outcomes = await Promise.all(hosts.map((host, place) => outcome(host.ports.config.approveChange({ id }, by(`other${place}`)))));
    expect(outcomes.toSorted()).toEqual(['CONFLICT', 'done']);
    expect((await hosts[0]!.ports.config.listRevisions({}, call())).items).toHaveLength(1);
  });
});
