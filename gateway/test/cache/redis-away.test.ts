import { expect, test } from '@jest/globals';
import { describeWithOwnRedis, OwnRedis, until } from '@aurora/test/running';
import { Gateways, untilHit } from './redis-gateways.ts';
import { bounds, entry, heldProduction, key, producing, seen } from './workbench.ts';

describeWithOwnRedis('a Redis that is away', () => {
  test('makes every read a miss, at once, and is counted; those who miss together still wait for one production.', async () => {
    await using redis = await OwnRedis.start();
    using gateways = new Gateways(redis.url);
    const { cache, counts, failures } = await gateways.open();
    await untilHit(cache, key(), 'one');
    await redis.kill();
    expect(await seen(cache.fetch(key(), bounds, producing('two')))).toEqual(['miss', 'two']);
    expect(await seen(cache.fetch(key(), bounds, producing('three')))).toEqual(['miss', 'three']);
    expect(await cache.stale(key(), bounds)).toBeUndefined();
    expect(await failures()).toBeGreaterThan(1);
    const before = (await counts())['collapsed']!;
    const { produce, give } = heldProduction();
    const [first, other] = [cache.fetch(key(), bounds, produce), cache.fetch(key(), bounds, producing('never'))];
    await cache.stale(key(), bounds);
    give(entry('four'));
    expect([await seen(first), await seen(other)]).toEqual([['miss', 'four'], ['collapsed', 'four']]);
    expect((await counts())['collapsed']).toBe(before + 1);
  });

  test('keeps who comes after a change from what was read before it, all the same.', async () => {
    await using redis = await OwnRedis.start();
    using gateways = new Gateways(redis.url);
    const { cache } = await gateways.open();
    await untilHit(cache, key(), 'one');
    await redis.kill();
    const { produce, give } = heldProduction();
    const early = cache.fetch(key(), bounds, produce);
    await cache.stale(key(), bounds);
    await cache.invalidate('thing');
    expect(await seen(cache.fetch(key(), bounds, producing('new')))).toEqual(['miss', 'new']);
    give(entry('old'));
    expect(await seen(early)).toEqual(['miss', 'old']);
  });

  test('may come back empty: nothing that began before is kept, and copies are made anew.', async () => {
    await using redis = await OwnRedis.start();
    using gateways = new Gateways(redis.url);
    const { cache } = await gateways.open();
    await untilHit(cache, key(), 'one');
    await cache.invalidate('thing');
    const begun = Promise.withResolvers<void>();
    const { produce, give } = heldProduction();
    const early = cache.fetch(key(), bounds, () => { begun.resolve(); return produce(); });
    await begun.promise;
    await redis.kill();
    await redis.start();
    await untilHit(cache, key({ operation: 'thing.warm' }), 'warm');
    give(entry('old'));
    expect(await seen(early)).toEqual(['miss', 'old']);
    expect(await seen(cache.fetch(key(), bounds, producing('new')))).toEqual(['miss', 'new']);
    await untilHit(cache, key(), 'never');
    expect(await seen(cache.fetch(key(), bounds, producing('never')))).toEqual(['hit', 'new']);
  });

  test('keeps nobody waiting while it is silent, and is told of the changes that it missed.', async () => {
    await using redis = await OwnRedis.start();
    using gateways = new Gateways(redis.url);
    const [first, second] = [await gateways.open(), await gateways.open()];
    for (const { cache } of [first, second]) await untilHit(cache, key(), 'old');
    redis.freeze();
    // The first waits until its patience ends; the others do not even ask.
    expect(await seen(first.cache.fetch(key(), bounds, producing('own')))).toEqual(['miss', 'own']);
    const asked = await first.failures();
    expect(await seen(first.cache.fetch(key(), bounds, producing('own')))).toEqual(['miss', 'own']);
    await first.cache.invalidate('thing');
    expect(await first.failures()).toBe(asked + 2);
    redis.thaw();
    await until(async () => (await second.cache.stale(key(), { maxAge: 3_600 })) === undefined);
    await untilHit(first.cache, key(), 'new');
    expect(await seen(second.cache.fetch(key(), bounds, producing('never')))).toEqual(['hit', 'new']);
  });

  test('need not be there when a gateway starts.', async () => {
    await using redis = await OwnRedis.start();
    await redis.kill();
    using gateways = new Gateways(redis.url);
    const { cache } = await gateways.open();
    expect(await seen(cache.fetch(key(), bounds, producing('one')))).toEqual(['miss', 'one']);
    await redis.start();
    await untilHit(cache, key(), 'one');
  });
});
