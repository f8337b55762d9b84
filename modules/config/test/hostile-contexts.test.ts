import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';

const named = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { var: 'wanted' } } as const;

onEachDatabase('hostile contexts', ({ deploy }) => {
  test('what targeting comes to is no variant: an error in the answer, and no failure', async () => {
    await using deployment = await deploy();
    const { config } = (await deployment.host(['config'])).ports;
    await config.putFlag({ key: 'named', definition: named }, call());
    for (const wanted of ['nothing', ['on', 'off'], { toString: 1 }, { toString: { valueOf: 1 } }]) {
      expect(await config.evaluateFlag({ key: 'named', context: { wanted } }, call())).toMatchObject({ value: null, variant: null, reason: 'ERROR', error: expect.any(String) });
    }
    expect(await config.evaluateFlag({ key: 'named', context: { wanted: 'on' } }, call())).toMatchObject({ value: true, variant: 'on', reason: 'TARGETING_MATCH', error: null });
  });

  test('names of what every object has are names like others', async () => {
    await using deployment = await deploy();
    const { config } = (await deployment.host(['config'])).ports;
    await config.putFlag({ key: 'named', definition: { ...named, targeting: { var: '__proto__.wanted' } } }, call());
    for (const text of ['{}', '{"__proto__":{"wanted":"on"}}', '{"constructor":{"prototype":{"wanted":"on"}}}']) {
      expect(await config.evaluateFlag({ key: 'named', context: JSON.parse(text) as Record<string, unknown> }, call())).toMatchObject({ variant: 'off', reason: 'DEFAULT' });
    }
    expect(({} as Record<string, unknown>)['wanted']).toBeUndefined();
  });
});
