import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const saying = (text: string) => ({ state: 'ENABLED' as const, variants: { text }, defaultVariant: 'text' });

onEachDatabase('flags of earlier revisions', ({ deploy }) => {
  test('say what they said then', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const at = (revision: number, key = 'f') => config.evaluateFlag({ key, revision }, call());
    await config.putSetting({ key: 'f', value: 1 }, call());
    await config.putFlag({ key: 'f', definition: saying('first') }, call());
    await config.putFlag({ key: 'g', definition: saying('other') }, call());
    await config.putFlag({ key: 'f', definition: saying('second') }, call());
    await config.deleteFlag({ key: 'f' }, call());
    expect(await refusal(at(1))).toMatchObject({ code: 'NOT_FOUND' });
    expect([(await at(2)).value, (await at(3)).value, (await at(4)).value]).toEqual(['first', 'first', 'second']);
    expect(await refusal(at(5))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(at(6, 'g'))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await at(5, 'g')).value).toBe('other');
  });
});
