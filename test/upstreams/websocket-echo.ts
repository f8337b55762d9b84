import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const close = 0x8;
const ping = 0x9;
const pong = 0xa;

interface Frame { readonly first: number; readonly payload: Buffer; readonly length: number }

/** The first frame of a client in `bytes` (RFC 6455, 5.2), if it is whole. */
function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 6) return undefined;
  const short = bytes[1]! & 0x7f;
  const start = { 126: 4, 127: 10 }[short] ?? 2;
  if (bytes.length < start + 4) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = start + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(start, start + 4);
  return { first: bytes[0]!, payload: bytes.subarray(start + 4, length).map((byte, index) => byte ^ mask[index % 4]!) as Buffer, length };
}

/** A frame of a server: not masked. */
function frame(first: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = { 2: payload.length, 4: 126, 10: 127 }[head.length]!;
  if (head.length === 4) head.writeUInt16BE(payload.length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

const acceptance = (key: string): string => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** Takes the handshake and sends every message back until the client closes; `received` is told of what messages bring. */
export async function echoMessages(request: IncomingMessage, socket: Socket, head: Buffer, received: (payload: Buffer) => void): Promise<void> {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptance(request.headers['sec-websocket-key']!)}\r\n\r\n`);
  let bytes = head;
  const answer = (): boolean => {
    for (let next = takeFrame(bytes); next; next = takeFrame(bytes)) {
      bytes = bytes.subarray(next.length);
      const opcode = next.first & 0xf;
      if (opcode < close) received(next.payload);
      if (opcode !== pong) socket.write(frame(opcode === ping ? 0x80 | pong : next.first, next.payload));
      if (opcode === close) return true;
    }
    return false;
  };
  let done = answer();
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    if (done) break;
    bytes = Buffer.concat([bytes, chunk]);
    done = answer();
    if (done) socket.end();
  }
}
