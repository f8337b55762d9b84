import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const forStaff = { ...banner, targeting: { if: [{ ends_with: [{ var: 'email' }, '@example.edu'] }, 'on', null] } };

onEachDatabase('flags', ({ deploy }) => {
  test('are kept as they were defined, and defined anew', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const definition = { ...forStaff, metadata: { owner: 'web', ticket: 7, public: true } };
    const made = await config.putFlag({ key: 'banner', definition }, call());
    expect(made).toMatchObject({ key: 'banner', definition, version: 1, changed_in: 1 });
    expect(await config.getFlag({ key: 'banner' }, call())).toEqual(made);
    const changed = await config.putFlag({ key: 'banner', definition: banner, if_match: `"${made.id}.1"` }, call());
    expect(changed).toMatchObject({ id: made.id, definition: banner, version: 2, changed_in: 2 });
    expect(await refusal(config.putFlag({ key: 'banner', definition, if_match: `"${made.id}.1"` }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    expect(await refusal(config.deleteFlag({ key: 'banner', if_match: `"${made.id}.1"` }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    expect(await refusal(config.putFlag({ key: 'other', definition, if_match: '*' }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    await config.deleteFlag({ key: 'banner' }, call());
    expect(await refusal(config.getFlag({ key: 'banner' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    const again = await config.putFlag({ key: 'banner', definition: banner }, call());
    expect(again.version).toBe(1);
    expect(again.id).not.toBe(made.id);
  });

  test('are listed by key, page by page', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const key of ['b', 'a', 'C', 'a.b', '__proto__']) await config.putFlag({ key, definition: banner }, call());
    const keys: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await config.listFlags({ limit: 2, cursor }, call());
      keys.push(...page.items.map(item => item.key));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(keys).toEqual(['C', '__proto__', 'a', 'a.b', 'b']);
  });

  test('say what holds and why', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const evaluate = (key: string, context: Record<string, unknown> = {}) => config.evaluateFlag({ key, context }, call());
    await config.putFlag({ key: 'static', definition: banner }, call());
    expect(await evaluate('static')).toEqual({ key: 'static', value: false, variant: 'off', reason: 'STATIC', error: null });
    await config.putFlag({ key: 'staff', definition: forStaff }, call());
    expect(await evaluate('staff', { email: 'ada@example.edu' })).toEqual({ key: 'staff', value: true, variant: 'on', reason: 'TARGETING_MATCH', error: null });
    expect(await evaluate('staff', { email: 'ada@example.com' })).toEqual({ key: 'staff', value: false, variant: 'off', reason: 'DEFAULT', error: null });
    expect(await evaluate('staff')).toMatchObject({ variant: 'off', reason: 'DEFAULT' });
    await config.putFlag({ key: 'off', definition: { ...forStaff, state: 'DISABLED' } }, call());
    expect(await evaluate('off', { email: 'ada@example.edu' })).toEqual({ key: 'off', value: null, variant: null, reason: 'DISABLED', error: null });
    await config.putFlag({ key: 'undecided', definition: { state: 'ENABLED', variants: { on: true } } }, call());
    expect(await evaluate('undecided')).toEqual({ key: 'undecided', value: null, variant: null, reason: 'DEFAULT', error: null });
    await config.putFlag({ key: 'named', definition: { ...banner, targeting: { var: 'variant' } } }, call());
    expect(await evaluate('named', { variant: 'on' })).toMatchObject({ value: true, reason: 'TARGETING_MATCH' });
    expect(await evaluate('named', { variant: 'maybe' })).toMatchObject({ value: null, variant: null, reason: 'ERROR', error: expect.stringContaining('maybe') });
    for (const [key, variants, value] of [['text', { a: 'x' }, 'x'], ['number', { a: 1.5 }, 1.5], ['object', { a: { b: [1, null] } }, { b: [1, null] }]] as const) {
      await config.putFlag({ key, definition: { state: 'ENABLED', variants, defaultVariant: 'a' } }, call());
      expect((await evaluate(key)).value).toEqual(value);
    }
  });

  test('give the caller\'s own default where no variant applies', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putFlag({ key: 'undecided', definition: { state: 'ENABLED', variants: { on: true, off: false }, targeting: { var: 'variant' } } }, call());
    const evaluate = (variant: string, own: boolean | string | null) => config.evaluateFlag({ key: 'undecided', context: { variant }, default: own }, call());
    expect(await evaluate('off', true)).toMatchObject({ value: false, variant: 'off' });
    expect(await evaluate('maybe', 'red')).toMatchObject({ value: 'red', variant: null, reason: 'ERROR', error: expect.stringContaining('maybe') });
    await config.putFlag({ key: 'undecided', definition: { state: 'DISABLED', variants: { on: true } } }, call());
    expect(await evaluate('on', false)).toEqual({ key: 'undecided', value: false, variant: null, reason: 'DISABLED', error: null });
    expect(await refusal(config.evaluateFlag({ key: 'none', default: 1 }, call()))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('23 named like what every object has are found only where they are defined', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await refusal(config.evaluateFlag({ key }, call()))).toMatchObject({ code: 'NOT_FOUND' });
      expect(await refusal(config.getFlag({ key }, call()))).toMatchObject({ code: 'NOT_FOUND' });
      expect(await refusal(config.deleteFlag({ key }, call()))).toMatchObject({ code: 'NOT_FOUND' });
      await config.putFlag({ key, definition: { ...banner, variants: { on: true, [key]: false }, defaultVariant: key } }, call());
      expect(await config.evaluateFlag({ key }, call())).toMatchObject({ key, value: false, variant: key });
    }
  });

  test('changed through one host are seen by all at once', async () => {
    await using deployment = await deploy();
    const one = (await deployment.host(['config'])).ports.config;
    const other = (await deployment.host(['config'])).ports.config;
    expect(await refusal(other.evaluateFlag({ key: 'banner' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    for (const defaultVariant of ['on', 'off', 'on']) {
      await one.putFlag({ key: 'banner', definition: { ...banner, defaultVariant } }, call());
      expect(await other.evaluateFlag({ key: 'banner' }, call())).toMatchObject({ variant: defaultVariant });
      expect(await one.evaluateFlag({ key: 'banner' }, call())).toMatchObject({ variant: defaultVariant });
    }
    await one.deleteFlag({ key: 'banner' }, call());
    expect(await refusal(other.evaluateFlag({ key: 'banner' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    await one.putFlag({ key: 'banner', definition: banner }, call());
    expect(await other.evaluateFlag({ key: 'banner' }, call())).toMatchObject({ variant: 'off' });
  });

  test('evaluated while they change are never older than what was there when it was asked', async () => {
    await using deployment = await deploy();
    const writer = (await deployment.host(['config'])).ports.config;
    const reader = (await deployment.host(['config'])).ports.config;
    const counter = (n: number) => ({ state: 'ENABLED' as const, variants: { n }, defaultVariant: 'n' });
    await writer.putFlag({ key: 'counter', definition: counter(0) }, call());
    let written = 0;
    const writing = (async () => {
      for (let n = 1; n <= 40; n += 1) {
        await writer.putFlag({ key: 'counter', definition: counter(n) }, call());
        written = n;
      }
    })();
    while (written < 40) {
      const before = written;
      const answers = await Promise.all(Array.from({ length: 5 }, () => reader.evaluateFlag({ key: 'counter' }, call())));
      for (const { value } of answers) expect(value).toBeGreaterThanOrEqual(before);
      await nextTurn();
    }
    await writing;
    expect((await reader.evaluateFlag({ key: 'counter' }, call())).value).toBe(40);
  });
});
