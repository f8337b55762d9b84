import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { describeWithOwnRedis, OwnRedis, until } from '@aurora/test/running';
import { describeWith, serviceUrl } from '@aurora/test/services';
import { burstsFrom } from './bursting.ts';
import { opened, passedOf, user, type Opened } from './opened.ts';

const isUp = (...gateways: Opened[]) => until(async () => gateways.every(({ limits }) => limits.describe().store_up));
const isAway = (...gateways: Opened[]) => until(async () => gateways.every(({ limits }) => !limits.describe().store_up));

/** A user who has not asked anything yet. */
const someone = () => user(randomUUID());

describeWith('redis', 'gateways that share a Redis', () => {
  test('let exactly the limit through in total, when bursts reach all of them at once.', async () => {
    const bursts = await burstsFrom(2, serviceUrl('redis'), 'read=300/10m', randomUUID(), 200);
    expect(bursts.map(({ locally }) => locally)).toEqual([0, 0]);
    expect(bursts[0]!.passed + bursts[1]!.passed).toBe(300);
  });

  test('tell what is left of the common limit.', async () => {
    using one = await opened(['read=3/10m'], serviceUrl('redis'));
    using other = await opened(['read=3/10m'], serviceUrl('redis'));
    const principal = someone();
    expect([await passedOf(one.limits, principal, 1), await passedOf(other.limits, principal, 1)]).toEqual([1, 1]);
    const { headers } = (await one.limits.consume('read', principal, '203.0.113.7'))!;
    expect(headers).toEqual(['ratelimit-policy', '"read";q=3;w=600', 'ratelimit', expect.stringMatching(/^"read";r=0;t=\d+$/)]);
  });

  test('begin anew together.', async () => {
    using one = await opened(['read=3/1s'], serviceUrl('redis'));
    using other = await opened(['read=3/1s'], serviceUrl('redis'));
    const principal = someone();
    await until(async () => await passedOf(one.limits, principal, 4) === 3 && await passedOf(other.limits, principal, 1) === 0);
    await until(async () => await passedOf(other.limits, principal, 1) === 1);
  });

  test('count refused credentials together.', async () => {
    using one = await opened(['failed=4/10m'], serviceUrl('redis'));
    using other = await opened(['failed=4/10m'], serviceUrl('redis'));
    const address = `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;
    for (let times = 0; times < 3; times += 1) one.limits.failed(address);
    await until(async () => {
      other.limits.failed(address);
      return other.limits.checkFailed(address);
    });
    one.limits.failed(address);
    await until(async () => one.limits.checkFailed(address));
  });
});

describeWithOwnRedis('a Redis that goes away', () => {
  test('leaves each gateway counting for itself, by the same limit; back, all count together again.', async () => {
    await using redis = await OwnRedis.start();
    using one = await opened(['read=10/10m'], redis.url);
    using other = await opened(['read=10/10m'], redis.url);
    const passed = async (principal = someone()) => [await passedOf(one.limits, principal, 12), await passedOf(other.limits, principal, 12)];
    const metrics = async () => [await one.metric('aurora_limiter_store_up'), await one.metric('aurora_limiter_local_total')];
    expect(await passed()).toEqual([10, 0]);
    expect(await metrics()).toEqual([1, 0]);
    await redis.kill();
    await isAway(one, other);
    expect(await passed()).toEqual([10, 10]);
    expect(await metrics()).toEqual([0, 12]);
    expect(one.limits.describe()).toMatchObject({ store: 'redis', store_up: false });
    await redis.start();
    await isUp(one, other);
    expect(await passed()).toEqual([10, 0]);
    expect(await metrics()).toEqual([1, 12]);
    expect(one.actions).toEqual(['limiter.store_lost', 'limiter.store_restored']);
  });

  test('in the middle of a burst leaves no request without its answer.', async () => {
    await using redis = await OwnRedis.start();
    using gateway = await opened(['read=10/10m'], redis.url);
    const principal = someone();
    const burst = passedOf(gateway.limits, principal, 500);
    await redis.kill();
    await burst;
    await isAway(gateway);
    expect(await passedOf(gateway.limits, someone(), 12)).toBe(10);
  });

  test('by standing still is noticed by who asks next, who is counted here; nobody asks it again until it answers.', async () => {
    await using redis = await OwnRedis.start();
    using gateway = await opened(['read=10/10m'], redis.url);
    redis.freeze();
    expect(await passedOf(gateway.limits, someone(), 12)).toBe(10);
    expect(gateway.limits.describe()).toMatchObject({ store_up: false });
    expect(gateway.log.join()).toContain('There was no answer within 100 ms.');
    expect(await passedOf(gateway.limits, someone(), 12)).toBe(10);
    redis.thaw();
    await isUp(gateway);
    expect(gateway.actions).toEqual(['limiter.store_lost', 'limiter.store_restored']);
  });

  test.each([
    ['full', 'OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']], ['a replica', 'READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ] as const)('because it is %s is away as well, though it answers.', async (_how, code, spoil, mend) => {
    await using redis = await OwnRedis.start();
    using gateway = await opened(['read=10/10m'], redis.url);
    await redis.ask(...spoil);
    expect(await passedOf(gateway.limits, someone(), 12)).toBe(10);
    const refusals = async () => Number(new RegExp(`errorstat_${code}:count=(\\d+)`).exec(String(await redis.ask('INFO', 'errorstats')))![1]);
    const before = await refusals();
    await until(async () => await refusals() > before + 1);
    expect(gateway.actions).toEqual(['limiter.store_lost']);
    await redis.ask(...mend);
    await isUp(gateway);
  });

  test('before the start keeps no gateway from starting.', async () => {
    await using redis = await OwnRedis.install();
    using gateway = await opened(['read=10/10m'], redis.url);
    expect(gateway.limits.describe()).toMatchObject({ store_up: false });
    expect(await passedOf(gateway.limits, someone(), 12)).toBe(10);
    const { headers } = (await gateway.limits.consume('read', someone(), '203.0.113.7'))!;
    expect(headers).toEqual(['ratelimit-policy', '"read";q=10;w=600', 'ratelimit', expect.stringMatching(/^"read";r=9;t=\d{3}$/)]);
    await redis.start();
    await isUp(gateway);
    expect(gateway.actions).toEqual(['limiter.store_lost', 'limiter.store_restored']);
  });

  test('by refusing our password is away, and the log does not tell the password.', async () => {
    await using redis = await OwnRedis.start();
    using gateway = await opened(['read=10/10m'], redis.urlWith('wrong-secret-0815'));
    expect(gateway.limits.describe()).toMatchObject({ store_up: false });
    expect(await passedOf(gateway.limits, someone(), 12)).toBe(10);
    expect(gateway.actions).toEqual(['limiter.store_lost']);
    expect(gateway.log.join()).toContain('WRONGPASS');
    expect(gateway.log.join()).not.toContain('wrong-secret-0815');
  });
});
