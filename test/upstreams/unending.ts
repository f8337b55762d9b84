import { setTimeout as wait } from 'node:timers/promises';
import { jsonType } from './answer.ts';
import type { Exchange } from './exchange.ts';

const dripPause = 100;

/** Repeats `write` every 100 ms for as long as somebody listens. */
async function drip(exchange: Exchange, write: () => void): Promise<void> {
  while (exchange.open) {
    write();
    await wait(dripPause);
  }
}

/** Answers that do not come to an end. */
export const unending = {
  /** Reads the request, and never answers. */
  'silence': (exchange: Exchange) => exchange.read(),

  /** Headers at once, then a byte of the body every 100 ms, without end. */
  'drip': async (exchange: Exchange) => {
    await exchange.read();
    exchange.response.writeHead(200, jsonType);
    await drip(exchange, () => exchange.response.write(' '));
  },

  /** A byte of the headers every 100 ms, without end. */
  'drip-headers': async (exchange: Exchange) => {
    await exchange.read();
    await exchange.write('HTTP/1.1 200 OK\r\nX-Drip: ');
    await drip(exchange, () => exchange.socket.write('x'));
  },

  /** A comment, then an event every 100 ms until the client leaves. */
  'event-stream': async (exchange: Exchange) => {
    exchange.response.writeHead(200, ['content-type', 'text/event-stream', 'cache-control', 'no-cache']);
    exchange.response.write(': begun\n\n');
    let number = 0;
    await drip(exchange, () => exchange.response.write(`id: ${number += 1}\ndata: ${number}\n\n`));
  },
};
