import { describe, expect, test } from '@jest/globals';
import { Entry } from '../../cache/index.ts';
import { bounds, entry, heldProduction, inMemory, key, producing, seen } from './workbench.ts';

describe('a copy', () => {
  test('is made once and answers at once, with the age it has.', async () => {
    const { cache, clock, counts } = inMemory();
    const produce = producing('one');
    expect(await seen(cache.fetch(key(), bounds, produce))).toEqual(['miss', 'one']);
    clock.now += 4_999;
    expect(cache.fetch(key(), bounds, produce)).toEqual({ result: 'hit', entry: entry('one'), age: 4 });
    expect([produce.runs, await counts()]).toEqual([1, { hit: 1, miss: 1, collapsed: 0, stale: 0, bypass: 0 }]);
  });

  test('counts until its age is the bound, from when its production began.', async () => {
    const { cache, clock } = inMemory();
    const { produce, give } = heldProduction();
    const made = cache.fetch(key(), bounds, produce);
    clock.now += 2_000;
    give(entry('one'));
    expect(await made).toMatchObject({ result: 'miss', age: 2 });
    clock.now += 2_999;
    expect(cache.fetch(key(), bounds, produce)).toMatchObject({ result: 'hit', age: 4 });
    clock.now += 1;
    expect(await seen(cache.fetch(key(), bounds, producing('two')))).toEqual(['miss', 'two']);
  });

  test('never crosses principals, variants, parameters or operations.', async () => {
    const { cache } = inMemory();
    const others = [key({ principal: 'user:anna' }), key({ principal: 'user:ben' }), key({ variant: 'br' }), key({ parameters: '/things/1?a=1' }), key({ operation: 'thing.list' })];
    for (const [at, other] of others.entries()) expect(await seen(cache.fetch(other, bounds, producing(String(at))))).toEqual(['miss', String(at)]);
    for (const [at, other] of others.entries()) expect(await seen(cache.fetch(other, bounds, producing('wrong')))).toEqual(['hit', String(at)]);
  });

  test('is not made of what cannot be kept, which is given to whoever produced it.', async () => {
    const { cache } = inMemory();
    for (const status of [404, 500]) expect(await cache.fetch(key(), bounds, async () => ({ status }))).toEqual({ result: 'miss', other: { status } });
    await expect(cache.fetch(key(), bounds, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await seen(cache.fetch(key(), bounds, producing('one')))).toEqual(['miss', 'one']);
  });

  test('makes room for others when there are 64 MiB of them, those unused for longest first.', async () => {
    const { cache } = inMemory();
    const large = (): Promise<Entry> => Promise.resolve(new Entry([], Buffer.alloc(256 * 1024)));
    const at = (number: number) => key({ parameters: `/things/${number}` });
    for (let number = 0; number < 240; number += 1) await cache.fetch(at(number), bounds, large);
    expect(cache.fetch(at(0), bounds, large)).toMatchObject({ result: 'hit' });
    for (let number = 240; number < 300; number += 1) await cache.fetch(at(number), bounds, large);
    expect(await cache.fetch(at(0), bounds, large)).toMatchObject({ result: 'hit' });
    expect(await cache.fetch(at(1), bounds, large)).toMatchObject({ result: 'miss' });
  });
});

describe('a change of the module', () => {
  test('ends every copy of its answers, and no other.', async () => {
    const { cache } = inMemory();
    const other = key({ operation: 'shelf.get' });
    for (const one of [key(), other]) await cache.fetch(one, bounds, producing('one'));
    await cache.invalidate('thing');
    expect(await seen(cache.fetch(key(), bounds, producing('two')))).toEqual(['miss', 'two']);
    expect(await seen(cache.fetch(other, bounds, producing('two')))).toEqual(['hit', 'one']);
  });

  test('keeps an answer that was being read from being kept after it.', async () => {
    const { cache } = inMemory();
    const { produce, give } = heldProduction();
    const made = cache.fetch(key(), bounds, produce);
    await cache.invalidate('thing');
    give(entry('old'));
    expect(await seen(made)).toEqual(['miss', 'old']);
    expect(await seen(cache.fetch(key(), bounds, producing('new')))).toEqual(['miss', 'new']);
  });

  test('keeps those who come after it from getting what was read before it.', async () => {
    const { cache } = inMemory();
    const [before, after] = [heldProduction(), heldProduction()];
    const [early, waiting] = [cache.fetch(key(), bounds, before.produce), cache.fetch(key(), bounds, producing('never'))];
    await cache.invalidate('thing');
    const late = cache.fetch(key(), bounds, after.produce);
    after.give(entry('new'));
    expect(await seen(late)).toEqual(['miss', 'new']);
    before.give(entry('old'));
    expect([await seen(early), await seen(waiting)]).toEqual([['miss', 'old'], ['collapsed', 'old']]);
    expect(await seen(cache.fetch(key(), bounds, producing('never')))).toEqual(['hit', 'new']);
  });
});

describe('those who miss the same copy at the same time', () => {
  test('wait for one production.', async () => {
    const { cache, counts } = inMemory();
    const { produce, give } = heldProduction();
    const never = producing('never');
    const all = [cache.fetch(key(), bounds, produce), ...Array.from({ length: 9 }, () => cache.fetch(key(), bounds, never))];
    give(entry('one'));
    expect(await Promise.all(all.map(seen))).toEqual([['miss', 'one'], ...Array.from({ length: 9 }, () => ['collapsed', 'one'])]);
    expect([never.runs, await counts()]).toMatchObject([0, { miss: 1, collapsed: 9 }]);
  });

  test('produce for themselves if what came cannot be shared, or nothing came.', async () => {
    const { cache } = inMemory();
    for (const end of ['give', 'fail'] as const) {
      const held = heldProduction<Entry | string>();
      const first = cache.fetch(key(), bounds, held.produce);
      const others = [1, 2].map(async number => cache.fetch(key(), bounds, async () => `own ${number}`));
      if (end === 'give') held.give('a stream'); else held.fail(new Error('the first client has left'));
      expect((await Promise.allSettled([first]))[0]!.status).toBe(end === 'give' ? 'fulfilled' : 'rejected');
      expect(await Promise.all(others)).toEqual([{ result: 'miss', other: 'own 1' }, { result: 'miss', other: 'own 2' }]);
    }
  });

  test('do not wait for one that began longer ago than a copy counts.', async () => {
    const { cache, clock } = inMemory();
    void cache.fetch(key(), bounds, heldProduction().produce);
    clock.now += 5_000;
    expect(await seen(cache.fetch(key(), bounds, producing('own')))).toEqual(['miss', 'own']);
  });

  test('wait for the one that began after the last change, whichever ends first.', async () => {
    const { cache } = inMemory();
    const [before, after] = [heldProduction(), heldProduction()];
    const early = cache.fetch(key(), bounds, before.produce);
    await cache.invalidate('thing');
    const late = cache.fetch(key(), bounds, after.produce);
    before.give(entry('old'));
    await early;
    const waiting = cache.fetch(key(), bounds, producing('never'));
    after.give(entry('new'));
    expect([await seen(late), await seen(waiting)]).toEqual([['miss', 'new'], ['collapsed', 'new']]);
  });

  test('are told its age.', async () => {
    const { cache, clock } = inMemory();
    const { produce, give } = heldProduction();
    void cache.fetch(key(), bounds, produce);
    clock.now += 3_000;
    const other = cache.fetch(key(), bounds, producing('never'));
    give(entry('one'));
    expect(await other).toMatchObject({ result: 'collapsed', age: 3 });
  });
});

describe('a stale copy', () => {
  test('stands in until both bounds are over, and says its age.', async () => {
    const { cache, clock, counts } = inMemory();
    await cache.fetch(key(), bounds, producing('one'));
    clock.now += 64_999;
    expect(await cache.stale(key(), bounds)).toEqual({ result: 'stale', entry: entry('one'), age: 64 });
    clock.now += 1;
    expect(await cache.stale(key(), bounds)).toBeUndefined();
    expect(await counts()).toMatchObject({ stale: 1 });
  });

  test('is none where the contract has no such bound.', async () => {
    const { cache, clock } = inMemory();
    await cache.fetch(key(), { maxAge: 5 }, producing('one'));
    clock.now += 5_000;
    expect(await cache.stale(key(), { maxAge: 5 })).toBeUndefined();
  });

  test('is none after a change, and none of another principal.', async () => {
    const { cache } = inMemory();
    await cache.fetch(key(), bounds, producing('one'));
    expect(await cache.stale(key({ principal: 'user:anna' }), bounds)).toBeUndefined();
    await cache.invalidate('thing');
    expect(await cache.stale(key(), bounds)).toBeUndefined();
  });
});

test('Requests that want no copy are counted.', async () => {
  const { cache, counts } = inMemory();
  cache.bypass('thing.get');
  expect(await counts()).toMatchObject({ bypass: 1 });
  expect(await counts()).toMatchObject({ bypass: 1 });
});
