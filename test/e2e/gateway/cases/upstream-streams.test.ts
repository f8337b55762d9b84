import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { headerOf } from '../../../upstreams/behaviour.ts';
import { GatewayBefore, type Behind } from './gateway-before.ts';

describe('legacy', () => {
  const legacy = new GatewayBefore('legacy');

  test('41 the events of a stream come one by one, and the stream ends with its client', async () => {
    await legacy.upstream.behave('event-stream', '/some/events');
    using connection = await legacy.connect();
    await connection.write(`GET /some/events HTTP/1.1\r\nHost: ${new URL(legacy.url).host}\r\nAccept: text/event-stream\r\n\r\n`);
    await until(async () => connection.rest.includes('id: 3\ndata: 3\n\n'));
    expect(connection.rest).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*content-type: text\/event-stream\r\n/i);
    expect(await legacy.seen()).toMatchObject([{ target: '/some/events', end: 'open' }]);
    connection.reset();
    expect(await legacy.until(seen => seen[0]!.end !== 'open')).toMatchObject([{ target: '/some/events', end: 'left' }]);
  });

  test('41 messages of a WebSocket go both ways, and its close arrives', async () => {
    await legacy.upstream.behave('websocket', '/some/live');
    const socket = new WebSocket(`${legacy.url.replace('http', 'ws')}/some/live`);
    await once(socket, 'open');
    for (const text of ['hello', 'x'.repeat(100_000)]) {
      const answer = once(socket, 'message') as Promise<[MessageEvent]>;
      socket.send(text);
      expect((await answer)[0].data).toBe(text);
    }
    const closed = once(socket, 'close') as Promise<[CloseEvent]>;
    socket.close(4000, 'enough');
    expect((await closed)[0]).toMatchObject({ code: 4000, wasClean: true });
    expect(await legacy.until(seen => seen[0]!.end !== 'open')).toMatchObject([{ method: 'GET', target: '/some/live', bytes: 100_005, end: 'answered' }]);
  });

  test('41 a WebSocket whose client leaves is left at the upstream, too', async () => {
    await legacy.upstream.behave('websocket', '/some/live');
    using connection = await legacy.connect();
    await connection.write(`GET /some/live HTTP/1.1\r\nHost: ${new URL(legacy.url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    await connection.begun();
    expect(connection.rest).toMatch(/^HTTP\/1\.1 101 /);
    connection.reset();
    // To the upstream the end of an upgraded connection is an end like any other.
    expect(await legacy.until(seen => seen[0]!.end !== 'open')).toMatchObject([{ target: '/some/live', bytes: 0 }]);
  });
});

describe.each<[Behind, string]>([
  ['services', '/api/v1/files/upload?name=a.bin'],
  ['legacy', '/some/upload'],
])('%s', (behind, path) => {
  const before = new GatewayBefore(behind);

  test('41 a client that waits for 100 Continue is told to go on, and its body arrives', async () => {
    using connection = await before.connect();
    await connection.write(`POST ${path} HTTP/1.1\r\nHost: ${new URL(before.url).host}\r\nAuthorization: Bearer ${before.token('editor')}\r\nContent-Type: application/octet-stream\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`);
    await connection.goOn();
    await connection.write('hello');
    expect(await connection.answer()).toMatchObject({ status: 200, body: { bytes: 5 } });
    const [seen, ...others] = await before.seen();
    expect(seen).toMatchObject({ method: 'POST', body: 'hello', complete: true, end: 'answered' });
    expect(headerOf(seen!, 'expect')).toBeUndefined();
    expect(others).toEqual([]);
  });
});
