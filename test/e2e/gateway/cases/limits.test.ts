import { expect, test } from '@jest/globals';
import { describeWithOwnRedis, OwnRedis, until, type AuroraProcess } from '@aurora/test/running';
import { rawAnswer } from '../../raw.ts';
import { readSamples, valueOf } from '../../observability/exposition.ts';
import { operationsOf } from '../../observability/operations.ts';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = new GatewayBefore('services');
const path = '/api/v1/subjects/1';
const limited = (redis: OwnRedis | undefined, more: Record<string, string> = {}): Promise<AuroraProcess> =>
  before.home.process(undefined, { ...before.addresses, AURORA_RATE_LIMITS: 'read=20/1h,failed=20/1h', ...(redis ? { AURORA_REDIS_URL: redis.url } : {}), ...more }, 'gateway');
const refused = {
  status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/), 'ratelimit': expect.stringMatching(/^"read";r=0;t=\d+$/), 'ratelimit-policy': '"read";q=20;w=3600' }, body: { error_code: 'TOO_MANY_REQUESTS' },
};

describeWithOwnRedis('limits of two gateways on one Redis', () => {
  test('29 let exactly as many of a burst through as they say; the others are 429 and do not reach the upstream', async () => {
    await using redis = await OwnRedis.start();
    const gateways = [await limited(redis), await limited(redis)];
    const burst = await Promise.all(Array.from({ length: 80 }, (_, index) => before.as('reader').with({ url: gateways[index % 2]!.url }).get(path)));
    expect(burst.filter(({ status }) => status === 200)).toHaveLength(20);
    for (const answer of burst.filter(({ status }) => status !== 200)) expect(answer).toMatchObject(refused);
    expect(await before.seen()).toHaveLength(20);
  }, patience);

  test('31 go on at each gateway by itself while Redis is away, with a metric that says so', async () => {
    await using redis = await OwnRedis.start();
    const gateway = await limited(redis);
    const api = before.as('reader').with({ url: gateway.url });
    const measured = async (name: string) => valueOf(readSamples((await operationsOf(gateway).get<string>('/metrics')).body), name, {});
    expect(await api.get(path)).toMatchObject({ status: 200, headers: { 'ratelimit': expect.stringMatching(/^"read";r=19/) } });
    expect(await measured('aurora_limiter_store_up')).toBe(1);
    await redis.kill();
    const answers = [];
    for (let asked = 0; asked < 25; asked += 1) answers.push((await api.get(path)).status);
    expect(answers).toEqual([...Array.from({ length: 20 }, () => 200), ...Array.from({ length: 5 }, () => 429)]);
    expect(await measured('aurora_limiter_store_up')).toBe(0);
    expect(await measured('aurora_limiter_local_total')).toBe(25);
    await redis.start();
    await until(async () => await measured('aurora_limiter_store_up') === 1);
    expect(await api.get(path)).toMatchObject({ status: 200, headers: { 'ratelimit': expect.stringMatching(/^"read";r=19/) } });
  }, patience);
});

test('30 who forges X-Forwarded-For stays in the bucket of his address; behind a trusted proxy IPv6 counts by /64', async () => {
  const open = { AURORA_RATE_LIMITS: 'read=3/1h', AURORA_PUBLIC_READ: 'true' };
  const ask = (gateway: AuroraProcess, from: string) => rawAnswer(gateway.url, `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${from}\r\n\r\n`).then(({ status }) => status);
  const all = async (gateway: AuroraProcess, addresses: readonly string[]) => { const found = []; for (const one of addresses) found.push(await ask(gateway, one)); return found; };
  const [untrusting, trusting] = [await limited(undefined, open), await limited(undefined, { ...open, AURORA_TRUSTED_PROXIES: '127.0.0.1' })];
  expect(await all(untrusting, ['198.51.100.1', '198.51.100.2', '2001:db8::1', '198.51.100.4'])).toEqual([200, 200, 200, 429]);
  expect(await all(trusting, ['2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::3', '2001:db8:0:1::4', '2001:db8:0:2::1', '198.51.100.1'])).toEqual([200, 200, 200, 429, 200, 200]);
  expect(await before.seen()).toHaveLength(8);
}, patience);
