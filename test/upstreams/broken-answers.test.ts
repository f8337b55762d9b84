import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asked, came, get, post, untilClosed } from './conversation.ts';
import { Upstream } from './upstream.ts';

let upstream: Upstream;
beforeAll(async () => { upstream = await Upstream.start(); });
beforeEach(() => upstream.reset());
afterAll(() => upstream[Symbol.asyncDispose]());

describe('an answer that breaks', () => {
  const chunked = /^HTTP\/1\.1 200 OK\r\n[^]*Transfer-Encoding: chunked\r\n\r\n9\r\n\{"begun":\r\n$/;
  const withLength = /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 1000\r\n\r\n\{"begun":$/;

  test.each([
    ['reset-before-headers', /^$/, 'ECONNRESET'], ['close-before-headers', /^$/, undefined], ['reset-in-headers', /^HTTP\/1\.1 200 OK\r\nContent-Ty$/, 'ECONNRESET'],
    ['reset-in-chunked', chunked, 'ECONNRESET'], ['close-in-chunked', chunked, undefined], ['reset-in-length', withLength, 'ECONNRESET'], ['close-in-length', withLength, undefined],
    ['close-after-answer', /^HTTP\/1\.1 200 OK\r\n[^]*Connection: keep-alive\r\nContent-Length: 2\r\n\r\n\{\}$/, undefined],
  ])('%s', async (name, received, error) => {
    expect(await untilClosed(upstream.url, post(`/${name}`, 2) + '{}')).toEqual({ received: expect.stringMatching(received), error });
    expect(await upstream.seen()).toMatchObject([{ bytes: 2, complete: true, end: 'broken' }]);
  });

  test('stale: the second request on a connection is reset, on a new one it is answered.', async () => {
    await upstream.behave('stale');
    using connection = await asked(upstream.url, get('/1'));
    expect(await connection.answer()).toMatchObject({ status: 200 });
    await connection.write(get('/2'));
    await connection.closed();
    expect(connection.rest).toBe('');
    using other = await asked(upstream.url, get('/3'));
    expect(await other.answer()).toMatchObject({ status: 200 });
    expect((await upstream.seen()).map(({ end }) => end)).toEqual(['answered', 'broken', 'answered']);
  });
});

describe('an answer that does not end', () => {
  test('silence', async () => {
    using connection = await asked(upstream.url, post('/silence', 2) + '{}');
    expect((await upstream.until(all => all[0]?.bytes === 2))[0]).toMatchObject({ complete: true, end: 'open' });
    expect(connection.rest).toBe('');
  });

  test('drip', async () => {
    using connection = await asked(upstream.url, get('/drip'));
    await came(connection, /Transfer-Encoding: chunked\r\n\r\n(?:1\r\n \r\n){3}$/);
  });

  test('drip-headers', async () => {
    using connection = await asked(upstream.url, get('/drip-headers'));
    await came(connection, /^HTTP\/1\.1 200 OK\r\nX-Drip: xxx$/);
  });

  test('event-stream', async () => {
    using connection = await asked(upstream.url, get('/event-stream'));
    await came(connection, /text\/event-stream[^]*: begun\n\n[^]*id: 1\ndata: 1\n\n[^]*id: 2\ndata: 2\n\n/);
    connection.reset();
    await upstream.until(all => all[0]!.end === 'left');
  });
});

describe('an answer that is no HTTP', () => {
  test.each([
    ['invalid-bare-cr', /\r\nX-Bad: a\rb\r\n/], ['invalid-header-name', /\r\nX Bad: a\r\n/], ['invalid-header-value', /\r\nX-Bad: a\x01\0b\r\n/],
    ['invalid-two-lengths', /\r\nContent-Length: 3\r\nContent-Length: 2\r\n/], ['invalid-length-and-chunked', /Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\{\}\r\n0\r\n\r\n$/],
    ['invalid-huge-header', /\r\nX-Huge: x{262144}\r\n/], ['invalid-rubbish', /^This is no HTTP\.\r\n\r\n$/],
  ])('%s', async (name, received) => {
    using connection = await asked(upstream.url, get(`/${name}`));
    await came(connection, received);
  });

  test('surplus: more than was asked for.', async () => {
    using connection = await asked(upstream.url, get('/surplus'));
    expect(await connection.answer()).toMatchObject({ body: {} });
    expect(await connection.answer()).toMatchObject({ body: { surplus: true } });
  });
});
