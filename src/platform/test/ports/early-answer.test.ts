import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serveNotes, type NotesServer } from './notes-server.ts';

let server: NotesServer;
beforeAll(async () => { server = await serveNotes(); });
afterAll(async () => { await server[Symbol.asyncDispose](); });

const block = Buffer.alloc(64 * 1024, 'a');

/** Sends a request whose body has `size` bytes, as a client does that reads nothing before it has sent everything; the beginning of what it reads then. */
async function sendThenRead(head: string, size: number): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.pause();
    socket.write(`${head}\r\nHost: localhost\r\nAuthorization: Bearer ${await server.token()}\r\nContent-Length: ${size}\r\n\r\n`);
    for (let sent = 0; sent < size; sent += block.length) if (!socket.write(block)) await once(socket, 'drain');
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.resume();
    return String((await answer)[0]);
  } finally {
    socket.destroy();
  }
}

const mebibyte = 1024 * 1024;

describe('a client that is still sending is told why it is refused', () => {
  test.each([
    ['an upload that is too large', 'POST /notes/a/content?name=a HTTP/1.1\r\nContent-Type: application/octet-stream', '413'],
    ['an upload without a name', 'POST /notes/a/content HTTP/1.1\r\nContent-Type: application/octet-stream', '422'],
    ['a body that is too large', 'PUT /notes/a HTTP/1.1\r\nContent-Type: application/json', '413'],
    ['a body of another type', 'PUT /notes/a HTTP/1.1\r\nContent-Type: text/plain', '415'],
    ['a path that is none', 'POST /nothing HTTP/1.1', '404'],
  ])('%s', async (_, head, status) => {
    expect((await sendThenRead(head, 8 * mebibyte)).slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  test('but not for ever', async () => {
    await expect(sendThenRead('POST /nothing HTTP/1.1', 1024 * mebibyte)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:EPIPE|ECONNRESET)$/) });
  });
});
