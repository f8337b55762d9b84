import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const rollout = (percent: number) => ({ state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', percent], ['off', 100 - percent]] } });
const users = Array.from({ length: 500 }, (_, number) => `user:${number}`);

onEachDatabase('a preview of a flag', ({ deploy }) => {
  test('names those who are moved once the percentage is changed, and nobody else', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const variants = async () => new Map(await Promise.all(users.map(async user => [user, (await config.evaluateFlag({ key: 'rollout', targeting_key: user }, call())).variant] as const)));
    await config.putFlag({ key: 'rollout', definition: rollout(10) }, call());
    const preview = await config.previewFlag({ key: 'rollout', definition: rollout(30), targeting_keys: users }, call());
    const before = await variants();
    expect((await config.listRevisions({}, call())).items).toHaveLength(1);
    await config.putFlag({ key: 'rollout', definition: rollout(30) }, call());
    const after = await variants();
    const moved = users.filter(user => before.get(user) !== after.get(user)).map(user => ({ targeting_key: user, before: before.get(user), after: after.get(user) }));
    expect(moved.length).toBeGreaterThan(0);
    expect(preview).toMatchObject({ looked_at: 500, made_up: false, moved: moved.length, items: moved });
    // Raising it removes nobody.
    expect(preview.moves.map(({ before: from, after: to }) => [from, to])).not.toContainEqual(['on', 'off']);
    expect(preview.moves.reduce((sum, { count }) => sum + count, 0)).toBe(500);
  });

  test('without names draws on made-up ones, for whom the share is right and none is told', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const of = (definition: ReturnType<typeof rollout>) => config.previewFlag({ key: 'rollout', definition, sample: 5_000 }, call());
    expect(await of(rollout(100))).toEqual({ looked_at: 5_000, made_up: true, moved: 5_000, moves: [{ before: null, after: 'on', count: 5_000 }], items: [] });
    await config.putFlag({ key: 'rollout', definition: rollout(0) }, call());
    expect(await of(rollout(0))).toMatchObject({ moved: 0, moves: [{ before: 'off', after: 'off', count: 5_000 }] });
    const { moved } = await of(rollout(20));
    // Of a fair draw, five standard deviations.
    expect(Math.abs(moved - 1_000)).toBeLessThan(5 * Math.sqrt(5_000 * 0.2 * 0.8));
  });

  test('takes the rest of the context into account, and refuses what could not be defined', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const forStaff = { ...rollout(0), targeting: { if: [{ var: 'staff' }, 'on', 'off'] } };
    await config.putFlag({ key: 'f', definition: rollout(0) }, call());
    expect(await config.previewFlag({ key: 'f', definition: forStaff, targeting_keys: ['ada'] }, call())).toMatchObject({ moved: 0 });
    expect(await config.previewFlag({ key: 'f', definition: forStaff, targeting_keys: ['ada'], context: { staff: true } }, call())).toMatchObject({ moved: 1 });
    expect(await refusal(config.previewFlag({ key: 'f', definition: { ...rollout(0), defaultVariant: 'none' } }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'definition.defaultVariant' }] });
  });
});
