import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { headerOf } from './behaviour.ts';
import { asked, came, get, post, untilClosed } from './conversation.ts';
import { Upstream } from './upstream.ts';

let upstream: Upstream;
beforeAll(async () => { upstream = await Upstream.start(); });
beforeEach(() => upstream.reset());
afterAll(() => upstream[Symbol.asyncDispose]());

describe('an answer with more to it', () => {
  test('early-413: it is there while the upload goes on, and nothing is reset.', async () => {
    expect(await untilClosed(upstream.url, `${post('/early-413', 1_000_000)}a part`, ' and more')).toEqual({ received: expect.stringMatching(/^HTTP\/1\.1 413 [^]*\r\nConnection: close\r\n\r\n\{\}$/), error: undefined });
    expect((await upstream.until(all => all[0]!.bytes === 15))[0]).toMatchObject({ complete: false, end: 'answered' });
  });

  test('early-413: a client that waits for 100 Continue is not asked for the body.', async () => {
    expect((await untilClosed(upstream.url, post('/early-413', 1_000_000, 'Expect: 100-continue\r\n'))).received).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('100 Continue asks for the body.', async () => {
    using connection = await asked(upstream.url, post('/', 5, 'Expect: 100-continue\r\n'));
    await connection.goOn();
    await connection.write('hello');
    expect(await connection.answer()).toMatchObject({ status: 200, body: { bytes: 5 } });
  });

  test('early-hints', async () => {
    using connection = await asked(upstream.url, get('/early-hints'));
    await came(connection, /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 103 Early Hints\r\nLink: <\/b\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  test('hop-by-hop: headers of the connection, a trailer, and a connection that goes on.', async () => {
    using connection = await asked(upstream.url, get('/hop-by-hop') + get('/'));
    await came(connection, /\r\n0\r\nx-checksum: hidden\r\n\r\nHTTP\/1\.1 200 OK/);
    for (const header of ['connection: x-secret, keep-alive', 'x-secret: hidden', 'x-open: shown', 'keep-alive: timeout=77', 'proxy-authenticate: Basic', 'proxy-connection: keep-alive', 'te: trailers', 'upgrade: h2c', 'trailer: x-checksum']) {
      expect(connection.rest).toContain(`\r\n${header}\r\n`);
    }
  });
});

describe('a WebSocket', () => {
  const opened = async (path: string) => {
    const socket = new WebSocket(upstream.url.replace('http', 'ws') + path);
    await once(socket, 'open');
    return socket;
  };

  test.each([5, 300, 70_000])('sends back what it gets, of %i characters, and closes when it is asked to.', async length => {
    const socket = await opened('/websocket');
    socket.send('x'.repeat(length));
    const [message] = await once(socket, 'message') as [MessageEvent];
    expect(message.data).toBe('x'.repeat(length));
    socket.close(1000);
    const [closing] = await once(socket, 'close') as [CloseEvent];
    expect(closing).toMatchObject({ code: 1000, wasClean: true });
    const [seen] = await upstream.until(all => all[0]?.end === 'answered');
    expect(seen).toMatchObject({ method: 'GET', target: '/websocket', bytes: length });
    expect(headerOf(seen!, 'upgrade')).toBe('websocket');
  });

  test('answers a ping, and notices a client that leaves without a word.', async () => {
    using connection = await asked(upstream.url, get('/websocket', 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'));
    await came(connection, /^HTTP\/1\.1 101 [^]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n\r\n$/);
    await connection.write('\x89\x82\0\0\0\0hi');
    await came(connection, '\r\n\r\n\x8a\x02hi');
    connection.reset();
    await upstream.until(all => all[0]!.end === 'left');
  });

  test('is had from nobody else: an upgrade that is not wanted is answered as any request.', async () => {
    using connection = await asked(upstream.url, get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    expect(await connection.answer()).toMatchObject({ status: 200 });
    await connection.write(get('/websocket'));
    expect(await connection.answer()).toMatchObject({ status: 426 });
  });
});
