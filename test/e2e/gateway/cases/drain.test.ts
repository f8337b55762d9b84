import { describe, expect, test } from '@jest/globals';
import { RawConnection } from '../../raw.ts';
import { operationsOf } from '../../observability/operations.ts';
import { patience } from '../../served.ts';
import { until } from '@aurora/test/running';
import { GatewayBefore } from './gateway-before.ts';

describe.each([['services', '/api/v1/subjects/1'], ['legacy', '/old/page']] as const)('52 a gateway before %s that is told to stop', (kind, path) => {
  const before = new GatewayBefore(kind);

  test('says first that it is not ready, finishes what it has begun, resets nobody, and ends with 0', async () => {
    const gateway = await before.home.process(undefined, { ...before.addresses, AURORA_SHUTDOWN_TIMEOUT: '1h' }, 'gateway');
    const request = `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${before.token('reader')}\r\n\r\n`;
    using idle = await RawConnection.open(gateway.url);
    await idle.write(request);
    expect(await idle.answer()).toMatchObject({ status: 200 });
    await before.upstream.reset();
    await before.upstream.behave({ kind: 'held', body: '{"whole":true}' });
    using busy = await RawConnection.open(gateway.url);
    await busy.write(request);
    await before.until(seen => seen.length === 1);
    const operations = operationsOf(gateway);
    const stopped = gateway.stop();
    await until(async () => (await operations.get('/health/ready')).status === 503);
    expect(await operations.get('/health/ready')).toMatchObject({ body: { problems: { process: 'is stopping' } } });
    await before.upstream.release();
    expect(await busy.answer()).toMatchObject({ status: 200, body: { whole: true } });
    expect(await stopped).toEqual({ code: 0, signal: null });
    await idle.closed();
    expect(idle.rest).toBe('');
    expect((await before.seen()).map(({ end }) => end)).toEqual(['answered']);
  }, patience);
});
