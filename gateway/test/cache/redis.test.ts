import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { until } from '@aurora/test/running';
import { describeWith, serviceUrl } from '@aurora/test/services';
import { Entry } from '../../cache/index.ts';
import { Gateways, untilHit } from './redis-gateways.ts';
import { bounds, entry, heldProduction, key, producing, seen } from './workbench.ts';

/** A module that no other test has. */
const fresh = () => {
  const module = `thing${randomUUID()}`;
  return { module, one: key({ operation: `${module}.get` }) };
};

describeWith('redis', 'copies in Redis', () => {
  const url = serviceUrl('redis');

  test('One gateway answers from what another has made, byte for byte, with the age it has.', async () => {
    using gateways = new Gateways(url);
    const [first, second] = [await gateways.open(), await gateways.open()];
    const { one } = fresh();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    const made = Entry.of({ status: 200, headers: { 'content-type': 'text/plain', etag: '"ü"' }, body: bytes })!;
    await until(async () => (await first.cache.fetch(one, bounds, async () => made)).result === 'hit');
    const kept = await until(async () => {
      const found = await second.cache.fetch(one, bounds, async () => undefined);
      return found.entry && found;
    });
    expect(kept).toEqual({ result: 'hit', entry: made, age: 0 });
  });

  test('A change that one gateway tells of ends the copies of all, and of no other module.', async () => {
    using gateways = new Gateways(url);
    const [first, second] = [await gateways.open(), await gateways.open()];
    const [mine, other] = [fresh(), fresh()];
    for (const { one } of [mine, other]) for (const { cache } of [first, second]) await untilHit(cache, one, 'old');
    for (const text of ['newer', 'new']) {
      await second.cache.invalidate(mine.module);
      expect(await seen(first.cache.fetch(mine.one, bounds, producing(text)))).toEqual(['miss', text]);
    }
    expect(await first.cache.stale(other.one, bounds)).toMatchObject({ entry: entry('old') });
    expect(await seen(second.cache.fetch(mine.one, bounds, producing('never')))).toEqual(['hit', 'new']);
  });

  test('An answer that one gateway was reading when another told of a change is not kept.', async () => {
    using gateways = new Gateways(url);
    const [first, second] = [await gateways.open(), await gateways.open()];
    const { module, one } = fresh();
    for (const { cache } of [first, second]) await untilHit(cache, key({ operation: `${module}.warm` }), 'warm');
    const begun = Promise.withResolvers<void>();
    const { produce, give } = heldProduction();
    const made = first.cache.fetch(one, bounds, () => { begun.resolve(); return produce(); });
    await begun.promise;
    await second.cache.invalidate(module);
    give(entry('old'));
    expect(await seen(made)).toEqual(['miss', 'old']);
    expect(await seen(first.cache.fetch(one, bounds, producing('new')))).toEqual(['miss', 'new']);
    expect(await seen(second.cache.fetch(one, bounds, producing('newer')))).toEqual(['hit', 'new']);
  });

  test('Those who miss at the same time wait for one production; who comes after a change does not.', async () => {
    using gateways = new Gateways(url);
    const { cache } = await gateways.open();
    const { module, one } = fresh();
    await untilHit(cache, key({ operation: `${module}.warm` }), 'warm');
    const held = heldProduction();
    const early = [cache.fetch(one, bounds, held.produce), cache.fetch(one, bounds, held.produce)];
    await cache.stale(one, bounds);
    void cache.invalidate(module);
    const late = cache.fetch(one, bounds, producing('new'));
    expect(await seen(late)).toEqual(['miss', 'new']);
    held.give(entry('old'));
    expect(await Promise.all(early.map(seen))).toEqual([['miss', 'old'], ['collapsed', 'old']]);
    expect(await seen(cache.fetch(one, bounds, producing('never')))).toEqual(['hit', 'new']);
  });

  test('A copy is stale after its bound.', async () => {
    using gateways = new Gateways(url);
    const { cache } = await gateways.open();
    const { module, one } = fresh();
    await untilHit(cache, key({ operation: `${module}.warm` }), 'warm');
    const short = { maxAge: 0.05, staleIfError: 600 };
    await cache.fetch(one, short, producing('one'));
    await until(async () => (await cache.stale(one, { maxAge: 0.05 })) === undefined);
    expect(await seen(cache.stale(one, short))).toEqual(['stale', 'one']);
    expect(await seen(cache.fetch(one, short, async () => undefined))).toEqual(['miss', undefined]);
  });

  test('A copy is gone after its last bound.', async () => {
    using gateways = new Gateways(url);
    const { cache } = await gateways.open();
    const { module, one } = fresh();
    await untilHit(cache, key({ operation: `${module}.warm` }), 'warm');
    await cache.fetch(one, { maxAge: 0.05 }, producing('one'));
    await until(async () => (await cache.stale(one, { maxAge: 3_600 })) === undefined);
  });

  test('A reply that comes while the gateway is busy has come in time.', async () => {
    using gateways = new Gateways(url);
    const { cache } = await gateways.open();
    const { one } = fresh();
    await untilHit(cache, one, 'one');
    const found = cache.fetch(one, bounds, producing('never'));
    const begun = performance.now();
    while (performance.now() - begun < 300);
    expect(await seen(found)).toEqual(['hit', 'one']);
  });

  test('Neither parameters nor principals can be read in Redis, and every copy ends by itself.', async () => {
    using gateways = new Gateways(url);
    const { cache } = await gateways.open();
    const { module } = fresh();
    const secret = randomUUID();
    await untilHit(cache, key({ operation: `${module}.get`, principal: `user:${secret}`, parameters: `/things?q=${secret}` }), 'x');
    const client = new Redis(url);
    const keys = await client.keys(`*${module}*`);
    const lives = await Promise.all(keys.filter(name => !name.endsWith(':epoch')).map(name => client.pttl(name)));
    client.disconnect();
    expect(keys).toHaveLength(2);
    expect(keys.join()).not.toContain(secret);
    expect(lives.every(life => life > 0 && life <= 65_000)).toBe(true);
  });

  test('What somebody else has written into a copy is a miss.', async () => {
    using gateways = new Gateways(url);
    const { cache, failures } = await gateways.open();
    const { module, one } = fresh();
    await untilHit(cache, one, 'one');
    const client = new Redis(url);
    const copy = (await client.keys(`*${module}*`)).find(name => !name.endsWith(':epoch'))!;
    await client.hset(copy, 'headers', '{');
    client.disconnect();
    expect(await seen(cache.fetch(one, bounds, producing('two')))).toEqual(['miss', 'two']);
    expect(await failures()).toBeGreaterThan(0);
  });
});
