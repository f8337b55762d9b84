import { expect, test } from '@jest/globals';
import { call, Deployment, onEachDatabase, type Host } from '@aurora/test/running';
import { refusal } from './codes.ts';

const users = Array.from({ length: 10_000 }, (_, n) => `user:${n}`);
const rollout = (percent: number) => ({ state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', percent], ['off', 100 - percent]] } });

const evaluate = ({ ports: { config } }: Host<'config'>, key: string, targeting_key?: string, context = {}) => config.evaluateFlag({ key, targeting_key, context }, call());

async function chosen(host: Host<'config'>, key: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const user of users) if ((await evaluate(host, key, user)).value === true) found.add(user);
  return found;
}

/**
 * Whoever has got a variant keeps it, whatever version of Aurora or of flagd-core evaluates. Calculated apart from both, from
 * flagd's specification: MurmurHash3 (x86, 32 bits, seed 0) of the flag's key and the targeting key in UTF-8, times the sum
 * of the weights, by 2^32. The last two are what flagd-core makes of characters beyond ASCII, which it does not hash as UTF-8.
 */
const golden: Readonly<Record<string, string>> = {
  'user:ada': 'blue', 'user:ben': 'grey', 'user:cy': 'blue', 'user:dora': 'grey', 'user:eve': 'grey', 'key:0123456789ab': 'grey', 1: 'blue', 2: 'blue', 3: 'grey', a: 'red',
  anonymous: 'green', 'jan.novak@example.edu': 'grey', ab: 'grey', abc: 'grey', abcd: 'red', abcde: 'red',
  'user:žofie': 'grey', 用户: 'blue',
};
const colours = {
  state: 'ENABLED' as const, variants: { red: '#f00', green: '#0f0', blue: '#00f', grey: '#888' }, defaultVariant: 'grey',
  targeting: { fractional: [['red', 10], ['green', 20], ['blue', 30], ['grey', 40]] },
};

test('27 raising a percentage takes nobody out: 10,000 users from none to all', async () => {
  await using deployment = await Deployment.create();
  const host = await deployment.host(['config'], { wire: false });
  let before = new Set<string>();
  for (const percent of [0, 1, 5, 10, 11, 50, 99, 100]) {
    await host.ports.config.putFlag({ key: 'rollout', definition: rollout(percent) }, call());
    const now = await chosen(host, 'rollout');
    expect([...before].filter(user => !now.has(user))).toEqual([]);
    // Of a fair draw, five standard deviations.
    expect(Math.abs(now.size - percent * 100)).toBeLessThanOrEqual(5 * Math.sqrt(10_000 * (percent / 100) * (1 - percent / 100)));
    before = now;
  }
});

test('two flags of the same percentage draw apart', async () => {
  await using deployment = await Deployment.create();
  const host = await deployment.host(['config'], { wire: false });
  for (const key of ['one', 'other']) await host.ports.config.putFlag({ key, definition: rollout(50) }, call());
  const both = (await chosen(host, 'one')).intersection(await chosen(host, 'other')).size;
  expect(Math.abs(both - 2_500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75));
});

onEachDatabase('percentages', ({ deploy }) => {
  test('26 give each user the same variant on every host, after a restart, and in years to come', async () => {
    await using deployment = await deploy();
    const first = await deployment.host(['config']);
    await first.ports.config.putFlag({ key: 'header-colour', definition: colours }, call());
    const draw = async (host: Host<'config'>) => Object.fromEntries(await Promise.all(Object.keys(golden).map(async user => [user, (await evaluate(host, 'header-colour', user)).variant])));
    expect(await draw(first)).toEqual(golden);
    expect(await draw(await deployment.host(['config']))).toEqual(golden);
    await first[Symbol.asyncDispose]();
    const later = await deployment.host(['config']);
    await later.ports.config.putFlag({ key: 'header-colour', definition: { ...colours, metadata: { note: 'defined anew' } } }, call());
    expect(await draw(later)).toEqual(golden);
  });

  test('need a targeting key, and say so rather than give everyone the default', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    await host.ports.config.putFlag({ key: 'rollout', definition: rollout(100) }, call());
    expect(await refusal(evaluate(host, 'rollout'))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'targeting_key', code: 'missing' }] });
    expect(await evaluate(host, 'rollout', undefined, { targetingKey: 'user:ada' })).toMatchObject({ variant: 'on' });
    const staffFirst = { ...rollout(100), targeting: { if: [{ var: 'staff' }, 'on', { fractional: [['on', 0], ['off', 100]] }] } };
    await host.ports.config.putFlag({ key: 'staff-first', definition: staffFirst }, call());
    expect(await evaluate(host, 'staff-first', undefined, { staff: true })).toMatchObject({ variant: 'on' });
    expect(await refusal(evaluate(host, 'staff-first'))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await evaluate(host, 'staff-first', 'user:ada')).toMatchObject({ variant: 'off' });
  });

  test('may go by something else than who is asking', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const byDepartment = { ...colours, targeting: { fractional: [{ cat: ['header-colour', { var: 'department' }] }, ...colours.targeting.fractional] } };
    await host.ports.config.putFlag({ key: 'by-department', definition: byDepartment }, call());
    for (const [department, variant] of [['user:ada', 'blue'], ['abcd', 'red'], ['anonymous', 'green']]) expect(await evaluate(host, 'by-department', undefined, { department })).toMatchObject({ variant });
  });
});
