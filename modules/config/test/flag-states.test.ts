import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const as = (...scopes: readonly string[]) => call({ caller: 'gateway', principal: { id: 'key:web', scopes: new Set(scopes) as never } });

onEachDatabase('the state of all flags', ({ deploy }) => {
  test('stands for the flags, the context and who asks, in every host; what is known is not told again', async () => {
    await using deployment = await deploy();
    const [one, other] = [(await deployment.host(['config'])).ports.config, (await deployment.host(['config'])).ports.config];
    await one.putFlag({ key: 'a', definition: banner }, call());
    await one.putFlag({ key: 'b', definition: { ...banner, metadata: { flagSetId: 'web' } } }, call());
    const context = { targetingKey: 'ada' };
    const { items, state } = await one.resolveFlags({ context }, as('flags:read'));
    expect(items.map(({ key }) => key)).toEqual(['a']);
    expect(await other.resolveFlags({ context, known: state! }, as('flags:read'))).toEqual({ items: [], state, unchanged: true });
    for (const [asked, who] of [[{ targetingKey: 'eve' }, as('flags:read')], [context, as('flags:read', 'flags-web:read')], [context, as('flags-web:read')]] as const) {
      const answer = await one.resolveFlags({ context: asked, known: state! }, who);
      expect([answer.unchanged, answer.items.length > 0, answer.state === state]).toEqual([undefined, true, false]);
    }
    await one.putSetting({ key: 'x', value: 1 }, call());
    expect(await other.resolveFlags({ context, known: state! }, as('flags:read'))).toMatchObject({ unchanged: true });
    await one.putFlag({ key: 'a', definition: { ...banner, defaultVariant: 'on' } }, call());
    expect(await other.resolveFlags({ context, known: state! }, as('flags:read'))).toMatchObject({ items: [{ key: 'a', variant: 'on' }] });
  });

  test('is not told where a flag looks at the time', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const targeting of [{ if: [{ '>': [{ var: '$flagd.timestamp' }, 0] }, 'on', 'off'] }, { if: [{ '>': [{ var: [{ cat: ['$', 'flagd.timestamp'] }] }, 0] }, 'on', 'off'] }]) {
      await config.putFlag({ key: 'timed', definition: { ...banner, targeting } }, call());
      const { items, state } = await config.resolveFlags({}, as('flags:read'));
      expect([items[0]!.variant, state]).toEqual(['on', undefined]);
    }
    await config.putFlag({ key: 'timed', definition: { ...banner, targeting: { if: [{ '==': [{ var: 'plan' }, 'beta'] }, 'on', 'off'] } } }, call());
    expect((await config.resolveFlags({}, as('flags:read'))).state).toBeDefined();
  });
});
