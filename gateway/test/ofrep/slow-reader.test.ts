import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Exchange, mostWaiting, sendEvents } from '@aurora/platform/http';
import { FlagChanges } from '../../ofrep/index.ts';

/** Bytes that one event has at most. */
const event = 100;

/** A server of nothing but streams; `responses` are those of the streams that have been opened, in their order. */
async function streaming(changes: FlagChanges) {
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    responses.push(response);
    sendEvents(new Exchange(request, response), changes.stream(String(responses.length), '0'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const open = async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    return socket;
  };
  return { responses, open, [Symbol.asyncDispose]: async () => { server.close(); server.closeAllConnections(); await once(server, 'close'); } };
}

test('30 A reader that does not read is cut off before more than its share of memory waits for it; others hear everything.', async () => {
  const changes = new FlagChanges(10);
  await using server = await streaming(changes);
  const slow = await server.open();
  const quick = await server.open();
  let last = '';
  quick.setEncoding('utf8').on('data', (text: string) => { last = (last + text).slice(-event); });
  let most = 0, revision = 0;
  while (!server.responses[0]!.destroyed) {
    changes.update(revision += 1);
    most = Math.max(most, server.responses[0]!.writableLength);
    if (revision % 50 === 0) await nextTurn();
  }
  expect(most).toBeGreaterThan(mostWaiting - event);
  expect(most).toBeLessThan(mostWaiting + 2 * event);
  while (changes.open > 1) await nextTurn();
  changes.update(revision += 1);
  while (!last.includes(`id: ${revision}\n`)) await nextTurn();
  expect(server.responses[1]!.destroyed).toBe(false);
  slow.destroy();
  quick.destroy();
});

test('Streams above what is allowed are refused, for one principal above a quarter of it.', () => {
  const changes = new FlagChanges(8);
  const subscribe = (holder: string) => changes.stream(holder, '0').subscribe(() => undefined);
  const first = subscribe('ada');
  subscribe('ada');
  expect(() => subscribe('ada')).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', retryAfter: 10 }));
  for (const holder of ['ben', 'ben', 'cy', 'cy', 'dora', 'dora']) subscribe(holder);
  expect(() => subscribe('eve')).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
  first();
  expect(() => subscribe('eve')).not.toThrow();
});
