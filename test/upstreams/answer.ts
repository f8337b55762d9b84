import type { Answer } from './behaviour.ts';
import type { Exchange } from './exchange.ts';
import { wires } from './wire.ts';

export const jsonType = ['content-type', 'application/json'];

/** Reads the request and answers it whole. */
export async function answer(exchange: Exchange, { status = 200, headers = [], body }: Partial<Answer> = {}): Promise<void> {
  await exchange.read();
  const { record, response } = exchange;
  const text = body ?? JSON.stringify({ method: record.method, target: record.target, bytes: record.bytes });
  response.writeHead(status, [...jsonType, 'content-length', String(Buffer.byteLength(text)), ...headers.flat()]).end(text);
}

/** What goes wrong on a connection, or is said besides the answer. */
export const answers = {
  /** Answers the first request on a connection, and resets it when a second one comes. */
  'stale': async (exchange: Exchange) => {
    if (exchange.before > 0) await exchange.send(wires['reset-before-headers']);
    else await answer(exchange);
  },

  /** 413 before anything of the body is read, and the end of what is said; what still comes is read and thrown away. */
  'early-413': async (exchange: Exchange) => {
    await exchange.send({ bytes: 'HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}', ending: 'closes' });
    exchange.record.end = 'answered';
    for await (const chunk of exchange.request as AsyncIterable<Buffer>) exchange.record.received(chunk);
  },

  /** Two 103 before the answer. */
  'early-hints': async (exchange: Exchange) => {
    for (const link of ['</a.css>; rel=preload', '</b.css>; rel=preload']) exchange.response.writeEarlyHints({ link });
    await answer(exchange);
  },

  /** Headers that concern this connection alone, a header that `Connection` names, and a trailer. */
  'hop-by-hop': async (exchange: Exchange) => {
    await exchange.read();
    const headers = ['connection', 'x-secret, keep-alive', 'x-secret', 'hidden', 'x-open', 'shown', 'keep-alive', 'timeout=77', 'proxy-authenticate', 'Basic', 'proxy-connection', 'keep-alive', 'te', 'trailers', 'upgrade', 'h2c', 'trailer', 'x-checksum'];
    exchange.response.writeHead(200, [...jsonType, ...headers]);
    exchange.response.addTrailers({ 'x-checksum': 'hidden' });
    exchange.response.end('{}');
  },

  /** A whole answer, and behind it another that nobody asked for. */
  'surplus': async (exchange: Exchange) => {
    await answer(exchange, { body: '{}' });
    await exchange.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"surplus":true}');
  },
};
