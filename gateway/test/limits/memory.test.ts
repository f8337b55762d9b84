import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { anonymous } from '@aurora/kernel';
import { MemoryCounter } from '../../limits/memory-counter.ts';
import { opened, passedOf, user } from './opened.ts';

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => { jest.useRealTimers(); });

/** Lets time pass, in milliseconds, and what waits for an answer get it. */
const pass = (time: number) => jest.advanceTimersByTimeAsync(time);

describe('a limit', () => {
  test('lets exactly its number through of a burst, and refuses the rest with when to come again.', async () => {
    using gateway = await opened(['read=30/1m']);
    expect(await passedOf(gateway.limits, user('anna'), 100)).toBe(30);
    const over = await gateway.limits.consume('read', user('anna'), '203.0.113.7');
    expect(over!.refusal).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429, retryAfter: 60, details: { limit: 30, window_seconds: 60 } });
    expect(await gateway.metric('aurora_rate_limited_total{class="read"}')).toBe(71);
  });

  test('is told with what is left of it and the seconds until it begins anew, on refusals too.', async () => {
    using gateway = await opened(['read=2/1h']);
    const ask = async () => (await gateway.limits.consume('read', user('anna'), '203.0.113.7'))!;
    const told = (left: number, seconds: number) => ['ratelimit-policy', '"read";q=2;w=3600', 'ratelimit', `"read";r=${left};t=${seconds}`];
    expect((await ask()).headers).toEqual(told(1, 3600));
    await pass(1_000);
    expect((await ask()).headers).toEqual(told(0, 3599));
    await pass(3_598_999);
    const last = await ask();
    expect(last.headers).toEqual(told(0, 1));
    expect(last.refusal).toMatchObject({ retryAfter: 1 });
  });

  test('begins anew when its window has ended, however often it was tried meanwhile.', async () => {
    using gateway = await opened(['read=2/1m']);
    expect(await passedOf(gateway.limits, user('anna'), 3)).toBe(2);
    await pass(59_999);
    expect(await passedOf(gateway.limits, user('anna'), 3)).toBe(0);
    await pass(1);
    expect(await passedOf(gateway.limits, user('anna'), 3)).toBe(2);
  });

  test('counts each class for itself, and a class without a limit not at all.', async () => {
    using gateway = await opened(['read=1/1m', 'write=1/1m']);
    const passed = async (name: 'read' | 'write') => (await gateway.limits.consume(name, user('anna'), '203.0.113.7'))!.refusal === undefined;
    expect([await passed('read'), await passed('write'), await passed('read'), await passed('write')]).toEqual([true, true, false, false]);
    expect(gateway.limits.consume('upload', user('anna'), '203.0.113.7')).toBeUndefined();
  });

  test('counts each principal and each API key for itself, from wherever they ask.', async () => {
    using gateway = await opened(['read=1/1m']);
    const passed = async (id: string, address: string) => (await gateway.limits.consume('read', { id, scopes: new Set() }, address))!.refusal === undefined;
    expect([await passed('user:anna', '203.0.113.7'), await passed('key:anna', '203.0.113.7'), await passed('user:anna', '203.0.113.8')]).toEqual([true, true, false]);
  });

  test('counts the anonymous by address, IPv6 by /64.', async () => {
    using gateway = await opened(['read=1/1m']);
    const passed = async (address: string) => (await gateway.limits.consume('read', anonymous, address))!.refusal === undefined;
    expect([await passed('203.0.113.7'), await passed('203.0.113.8'), await passed('::ffff:203.0.113.7'), await passed('203.0.113.7')]).toEqual([true, true, false, false]);
    expect([await passed('2001:db8:1:2::1'), await passed('2001:db8:1:2:ffff::9'), await passed('2001:db8:1:3::1')]).toEqual([true, false, true]);
  });
});

describe('refused credentials', () => {
  test('are counted by address, IPv6 by /64; an address that has presented as many as it may is refused whatever it asks.', async () => {
    using gateway = await opened(['failed=3/1m']);
    const { limits } = gateway;
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2::2', '203.0.113.7', '203.0.113.7']) limits.failed(address);
    await pass(0);
    expect([limits.checkFailed('2001:db8:1:2::3'), limits.checkFailed('203.0.113.7')]).toEqual([undefined, undefined]);
    limits.failed('2001:db8:1:2::4');
    await pass(10_000);
    const refused = limits.checkFailed('2001:db8:1:2::5');
    expect(refused!.refusal).toMatchObject({ status: 429, retryAfter: 50, details: { limit: 3, window_seconds: 60 } });
    expect(refused!.headers).toEqual(['ratelimit-policy', '"failed";q=3;w=60', 'ratelimit', '"failed";r=0;t=50']);
    expect(limits.checkFailed('203.0.113.7')).toBeUndefined();
    expect(await gateway.metric('aurora_rate_limited_total{class="failed"}')).toBe(1);
  });

  test('are forgiven when their window has ended.', async () => {
    using gateway = await opened(['failed=1/1m']);
    gateway.limits.failed('203.0.113.7');
    await pass(59_999);
    expect(gateway.limits.checkFailed('203.0.113.7')).toBeDefined();
    await pass(1);
    expect(gateway.limits.checkFailed('203.0.113.7')).toBeUndefined();
  });

  test('are not counted where there is no limit.', async () => {
    using gateway = await opened(['read=1/1m']);
    for (let times = 0; times < 1_000; times += 1) gateway.limits.failed('203.0.113.7');
    await pass(0);
    expect(gateway.limits.checkFailed('203.0.113.7')).toBeUndefined();
  });
});

test('A flood of addresses does not fill the memory: who has been quiet for longest is forgotten.', async () => {
  const counter = new MemoryCounter({ name: 'read', requests: 10, window: 60 });
  await counter.count('quiet');
  await counter.count('busy');
  for (let number = 0; number < 99_998; number += 1) void counter.count(`address:${number}`);
  expect(await counter.count('busy')).toMatchObject({ consumedPoints: 2 });
  await counter.count('one too many');
  expect([await counter.count('quiet'), await counter.count('busy')]).toMatchObject([{ consumedPoints: 1 }, { consumedPoints: 3 }]);
});

test('Operators see the limits and where they are counted.', async () => {
  using gateway = await opened(['read=6000/1m', 'failed=300/1m']);
  expect(gateway.limits.describe()).toEqual({
    limits: [{ class: 'read', limit: 6000, window_seconds: 60 }, { class: 'failed', limit: 300, window_seconds: 60 }], store: 'memory', store_up: true,
  });
  expect(await gateway.metric('aurora_limiter_store_up')).toBeUndefined();
});
