import { describe, expect, test } from '@jest/globals';
import { call, Deployment, type Host } from '@aurora/test/running';
import { refusal } from './codes.ts';

const banner = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
const targeting = (rule: unknown) => ({ ...banner, targeting: rule });

const refused: [what: string, definition: unknown, path: string][] = [
  ['no state', { variants: { on: true } }, 'definition.state'],
  ['another state', { ...banner, state: 'ON' }, 'definition.state'],
  ['an unknown field', { ...banner, rollout: 10 }, 'definition.rollout'],
  ['no variants', { ...banner, variants: {}, defaultVariant: null }, 'definition.variants'],
  ['variants in a list', { ...banner, variants: [true], defaultVariant: null }, 'definition.variants'],
  ['variants of several types', { ...banner, variants: { on: true, off: 'no' } }, 'definition.variants'],
  ['a variant of null', { ...banner, variants: { off: null } }, 'definition.variants'],
  ['a default that is no variant', { ...banner, defaultVariant: 'constructor' }, 'definition.defaultVariant'],
  ['metadata in depth', { ...banner, metadata: { owner: { name: 'web' } } }, 'definition.metadata'],
  ['targeting that is no rule', targeting('on'), 'definition.targeting'],
  ['targeting in a list', targeting(['on']), 'definition.targeting'],
  ['an unknown operator', targeting({ if: [{ matches: [{ var: 'a' }, 'b'] }, 'on', 'off'] }), 'definition.targeting.if.0.matches'],
  ['an operator of some engines only', targeting({ if: [{ log: 'x' }, 'on', 'off'] }), 'definition.targeting.if.0.log'],
  ['an operator named constructor', targeting({ constructor: ['on'] }), 'definition.targeting.constructor'],
  ['an operator named __proto__', targeting(JSON.parse('{"__proto__":["on"]}')), 'definition.targeting.__proto__'],
  ['a reference to shared evaluators', targeting({ $ref: 'staff' }), 'definition.targeting.$ref'],
  ['two operators in one rule', targeting({ '==': [1, 1], '<': [1, 2] }), 'definition.targeting'],
  ['a result that is no variant', targeting({ if: [{ var: 'a' }, 'on', 'of'] }), 'definition.targeting.if.2'],
  ['a percentage of what is no variant', targeting({ fractional: [['on', 50], ['of', 50]] }), 'definition.targeting.fractional.1.0'],
  ['a fraction of a percent', targeting({ fractional: [['on', 0.5], ['off', 99]] }), 'definition.targeting.fractional.0.1'],
  ['a weight below nothing', targeting({ fractional: [['on', -1], ['off', 101]] }), 'definition.targeting.fractional.0.1'],
  ['a weight in words', targeting({ fractional: [['on', '10'], ['off', 90]] }), 'definition.targeting.fractional.0.1'],
  ['weights that are all nothing', targeting({ if: [true, { fractional: [['on', 0], ['off', 0]] }] }), 'definition.targeting.if.1.fractional'],
  ['weights beyond what is counted', targeting({ fractional: [['on', 2 ** 31], ['off', 1]] }), 'definition.targeting.fractional'],
  ['a bucket that is none', targeting({ fractional: ['on', 'off'] }), 'definition.targeting'],
  ['buckets with too much in them', targeting({ fractional: [['on', 1, 2]] }), 'definition.targeting'],
  ['a definition of a megabyte', targeting({ in: [{ var: 'email' }, 'x'.repeat(2 ** 20)] }), 'definition'],
];

const taken: [what: string, definition: unknown][] = [
  ['no default', { state: 'ENABLED', variants: { on: true } }],
  ['a default of null', { state: 'DISABLED', variants: { on: true }, defaultVariant: null }],
  ['no rule in targeting', targeting({})],
  ['weights that are computed', targeting({ fractional: [['on', { var: 'percent' }], ['off', { '-': [100, { var: 'percent' }] }]] })],
  ['a weight of nothing beside others', targeting({ fractional: [['on', 0], ['off', 100]] })],
  ['buckets by another key', targeting({ fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'department' }] }, ['on'], ['off']] })],
  ['percentages in percentages', targeting({ fractional: [[{ if: [{ var: 'staff' }, 'on', 'off'] }, 1], ['off', 1]] })],
  ['every operator of flagd', targeting({ if: [{ and: [
    { '===': [{ var: ['a', 1] }, 1] }, { '!==': [1, 2] }, { '!=': [1, 2] }, { '==': [1, 1] }, { '!': [false] }, { '!!': [true] }, { or: [true, false] }, { '<': [1, 2, 3] }, { '<=': [1, 1] },
    { '>': [2, 1] }, { '>=': [1, 1] }, { in: ['a', 'abc'] }, { in: ['a', ['a']] }, { starts_with: [{ var: 'e' }, 'a'] }, { ends_with: [{ var: 'e' }, 'a'] }, { sem_ver: [{ var: 'v' }, '>=', '1.0.0'] },
    { missing: ['a'] }, { missing_some: [1, ['a', 'b']] }, { some: [{ var: 'l' }, { '>': [{ var: '' }, 1] }] }, { all: [{ var: 'l' }, true] }, { none: [{ var: 'l' }, true] },
    { '==': [{ reduce: [{ map: [{ filter: [{ var: 'l' }, true] }, { '*': [{ var: '' }, 2] }] }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, 1] },
    { '==': [{ max: [1, { min: [2, 3] }] }, { '-': [{ '/': [4, { '%': [5, 3] }] }, 1] }] }, { '==': [{ substr: [{ cat: ['a', 'b'] }, 0, 1] }, { merge: [[1], [2]] }] },
  ] }, 'on', 'off'] })],
];

const put = ({ ports: { config } }: Host<'config'>, definition: unknown) => config.putFlag({ key: 'flag', definition: definition as never }, call());

describe('the definition of a flag', () => {
  test('25 is refused, with the place that is wrong, if it has', async () => {
    await using deployment = await Deployment.create();
    const host = await deployment.host(['config']);
    for (const [what, definition, path] of refused) {
      const { code, fields } = await refusal(put(host, definition));
      expect([what, code]).toEqual([what, 'VALIDATION_FAILED']);
      expect([what, fields.map(field => field.path).filter(found => found !== path && !found.startsWith(`${path}.`))]).toEqual([what, []]);
    }
    expect((await host.ports.config.listFlags({}, call())).items).toEqual([]);
  });

  test('is taken if it has', async () => {
    await using deployment = await Deployment.create();
    const host = await deployment.host(['config']);
    for (const [what, definition] of taken) expect([what, (await put(host, definition).catch(error => error)).definition]).toEqual([what, definition]);
  });

  test('24 is refused if it is nested deeper than anyone means, however deep', async () => {
    await using deployment = await Deployment.create();
    const host = await deployment.host(['config'], { wire: false });
    const nested = (depth: number) => Array.from({ length: depth }).reduce<unknown>(inner => ({ '!': [inner] }), { var: 'a' });
    for (const depth of [100, 20_000, 200_000]) {
      expect(await refusal(put(host, targeting(nested(depth))))).toMatchObject({ code: 'VALIDATION_FAILED' });
      expect(await refusal(host.ports.config.putSetting({ key: 'a', value: nested(depth) }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'value' }] });
      expect(await refusal(host.ports.config.putSchema({ key: 'a', schema: { not: nested(depth) } }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'schema' }] });
    }
    await put(host, targeting({ if: [nested(20), 'on', 'off'] }));
    expect(await host.ports.config.evaluateFlag({ key: 'flag', context: {} }, call())).toMatchObject({ reason: 'TARGETING_MATCH' });
  });
});
