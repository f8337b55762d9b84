import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const on = { ...banner, defaultVariant: 'on' };
const schema = 'https://flagd.dev/schema/v0/flags.json';

onEachDatabase('documents of flags', ({ deploy }) => {
  test('come out as flagd has them, and go into another deployment as they came out', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const key of ['b', 'a', '__proto__']) await config.putFlag({ key, definition: { ...banner, metadata: { owner: key } } }, call());
    await config.putFlag({ key: 'placement.subject', definition: on }, call());
    const document = await config.exportFlags({}, call());
    expect(document.$schema).toBe(schema);
    expect(Object.entries(document.flags as object)).toEqual(['__proto__', 'a', 'b'].map(key => [key, { ...banner, metadata: { owner: key } }]));
    await using other = await deploy();
    const there = (await other.host(['config'])).ports.config;
    await there.putFlag({ key: 'kept', definition: on }, call());
    expect(await there.importFlags({ document, reason: 'From the other' }, call())).toMatchObject({ revision: 2, dry_run: false, difference: [{ kind: 'flag', key: '__proto__', before: null }, { key: 'a' }, { key: 'b' }] });
    expect((await there.listFlags({}, call())).items.map(({ key, changed_in }) => [key, changed_in])).toEqual([['__proto__', 2], ['a', 2], ['b', 2], ['kept', 1]]);
    expect(await there.importFlags({ document }, call())).toEqual({ revision: 2, dry_run: false, difference: [] });
    expect((await there.evaluateFlag({ key: '__proto__' }, call())).variant).toBe('off');
  });

  test('are shown as a difference without being taken in, and replace all but Aurora\'s own where that is asked for', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const key of ['same', 'changed', 'gone', 'placement.subject']) await config.putFlag({ key, definition: banner }, call());
    const document = { flags: { same: banner, changed: on, made: on } };
    const difference = [
      { kind: 'flag', key: 'changed', environment: null, service: null, before: banner, after: on }, { kind: 'flag', key: 'made', environment: null, service: null, before: null, after: on },
      { kind: 'flag', key: 'gone', environment: null, service: null, before: banner, after: null },
    ];
    expect(await config.importFlags({ document, replace: true, dry_run: true }, call())).toEqual({ revision: 4, difference, dry_run: true });
    expect((await config.listFlags({}, call())).items).toHaveLength(4);
    expect(await refusal(config.importFlags({ document, if_match: '"revision.3"' }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    expect(await config.importFlags({ document, replace: true, if_match: '"revision.4"' }, call())).toEqual({ revision: 5, difference, dry_run: false });
    expect((await config.listFlags({}, call())).items.map(({ key }) => key)).toEqual(['changed', 'made', 'placement.subject', 'same']);
    expect(await refusal(config.evaluateFlag({ key: 'gone' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await deployment.sql('config', "select event_type from event_store where stream_id like 'flag-%' order by timestamp desc, stream_id")).toHaveLength(7);
  });

  test('are refused as a whole, with every flag that is wrong', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const into = async (document: object) => (await refusal(config.importFlags({ document: document as { flags: unknown } }, call()))).fields;
    expect(await into({ flags: { fine: banner, a: { ...banner, defaultVariant: 'none' }, 'b c': banner, 'placement.file': banner, d: { state: 'ON' }, e: { ...banner, targeting: { $ref: 'nobody' } } } })).toEqual([
      { path: 'document.flags.a.defaultVariant', code: 'unknown_variant' }, { path: 'document.flags.b c', code: 'invalid_key' }, { path: 'document.flags.placement.file', code: 'own_flag' },
      { path: 'document.flags.d.state', code: 'invalid_value' }, { path: 'document.flags.d.variants', code: 'custom' }, { path: 'document.flags.e.targeting.$ref', code: 'unknown_operator' },
    ]);
    expect(await into({ flags: [banner] })).toEqual([{ path: 'document.flags', code: 'invalid_type' }]);
    expect(await into({ flags: {}, $evaluators: 1 })).toEqual([{ path: 'document.$evaluators', code: 'invalid_type' }]);
    expect(await into({ flags: { a: { ...banner, variants: { on: { password: 'hunter2' } }, defaultVariant: null } } })).toEqual([{ path: 'document.flags.a.variants.on.password', code: 'secret_in_clear' }]);
    const long = { in: ['x', 'y'.repeat(200_000)] };
    expect(await into({ flags: { a: { ...banner, targeting: { if: [{ or: Array.from({ length: 30 }, () => ({ $ref: 'long' })) }, 'on', 'off'] } } }, $evaluators: { long } })).toEqual([{ path: 'document.flags.a', code: 'too_large' }]);
    expect((await config.listFlags({}, call())).items).toEqual([]);
    expect((await config.listRevisions({}, call())).items).toEqual([]);
  });

  test('have shared rules and metadata put where they belong', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const staff = { ends_with: [{ var: 'email' }, '@example.edu'] };
    await config.importFlags({ document: {
      $schema: schema, $evaluators: { staff }, metadata: { flagSetId: 'library', owner: 'web' },
      flags: { a: { ...banner, targeting: { if: [{ and: [{ $ref: 'staff' }, true] }, 'on', 'off'] }, metadata: { owner: 'a' } }, b: banner },
    } }, call());
    expect((await config.getFlag({ key: 'a' }, call())).definition).toEqual({ ...banner, targeting: { if: [{ and: [staff, true] }, 'on', 'off'] }, metadata: { flagSetId: 'library', owner: 'a' } });
    expect((await config.getFlag({ key: 'b' }, call())).definition).toEqual({ ...banner, metadata: { flagSetId: 'library', owner: 'web' } });
    expect(await config.evaluateFlag({ key: 'a', context: { email: 'ada@example.edu' } }, call())).toMatchObject({ variant: 'on' });
  });
});
