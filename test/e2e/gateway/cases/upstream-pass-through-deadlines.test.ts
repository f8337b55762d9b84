import { describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { GatewayBefore } from './gateway-before.ts';

const get = (before: GatewayBefore, path: string) => `GET ${path} HTTP/1.1\r\nHost: ${new URL(before.url).host}\r\n\r\n`;

describe('soon to begin', () => {
  const legacy = new GatewayBefore('legacy', { AURORA_PASS_THROUGH_TRY_TIMEOUT: '1s' });

  test.each(['GET', 'POST'])('36 an application that stays silent is 504 after one hit (%s)', async method => {
    await legacy.upstream.behave('silence', '/some/page');
    expect(await legacy.as(undefined).send(method, '/some/page')).toMatchObject({ status: 504, body: { error_code: 'DEADLINE_EXCEEDED' } });
    expect(await legacy.until(seen => seen[0]!.end !== 'open')).toMatchObject([{ method, end: 'left' }]);
  });

  test('36 an upload may take longer than its answer may', async () => {
    await legacy.upstream.behave('silence', '/some/page');
    using connection = await legacy.connect();
    await connection.write(`POST /some/upload HTTP/1.1\r\nHost: ${new URL(legacy.url).host}\r\nContent-Length: 10\r\n\r\nbegun`);
    await legacy.until(seen => seen.length === 1 && seen[0]!.bytes === 5);
    // Silent from later on, it is given up after the second that the upload had as well.
    expect(await legacy.as(undefined).get('/some/page')).toMatchObject({ status: 504 });
    await connection.write('ended');
    expect(await connection.answer()).toMatchObject({ status: 200, body: { bytes: 10 } });
    expect((await legacy.seen())[0]).toMatchObject({ body: 'begunended', end: 'answered' });
  });
});

describe('soon to end', () => {
  const legacy = new GatewayBefore('legacy', { AURORA_PASS_THROUGH_DEADLINE: '1s' });

  test('37 an answer that drips ends with the total deadline', async () => {
    await legacy.upstream.behave('drip', '/some/page');
    using connection = await legacy.connect();
    await connection.write(get(legacy, '/some/page'));
    await connection.closed();
    expect(connection.rest).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(connection.rest).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(await legacy.until(seen => seen[0]!.end !== 'open')).toMatchObject([{ end: 'left' }]);
  });

  test('37 headers that drip are 504 at the total deadline', async () => {
    await legacy.upstream.behave('drip-headers', '/some/page');
    expect(await legacy.as(undefined).get('/some/page')).toMatchObject({ status: 504 });
    expect(await legacy.until(seen => seen[0]!.end !== 'open')).toMatchObject([{ end: 'left' }]);
  });

  test('37 an event stream goes on beyond it', async () => {
    await legacy.upstream.behave('event-stream', '/some/events');
    await legacy.upstream.behave('drip', '/some/page');
    using events = await legacy.connect();
    await events.write(get(legacy, '/some/events'));
    await events.begun();
    using page = await legacy.connect();
    await page.write(get(legacy, '/some/page'));
    await page.closed();
    const eventsSoFar = events.rest.length;
    await until(async () => events.rest.length > eventsSoFar);
    expect((await legacy.seen())[0]).toMatchObject({ target: '/some/events', end: 'open' });
  });
});
