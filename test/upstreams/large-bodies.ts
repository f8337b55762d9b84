import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { jsonType } from './answer.ts';
import type { GzipBomb, Large } from './behaviour.ts';
import type { Exchange } from './exchange.ts';
import { gzipBomb } from './gzip-bomb.ts';

function* generated(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, left);
}

export async function large({ response }: Exchange, { bytes = 2 ** 30 }: Large): Promise<void> {
  response.writeHead(200, ['content-type', 'application/octet-stream', 'content-length', String(bytes)]);
  await pipeline(Readable.from(generated(bytes)), response);
}

export async function bomb({ response }: Exchange, { bytes }: GzipBomb): Promise<void> {
  response.writeHead(200, [...jsonType, 'content-encoding', 'gzip']);
  await pipeline(Readable.from(gzipBomb(bytes)), response);
}

/** Bodies that nobody should keep in memory. */
export const largeBodies = {
  /** The body of the request, as it comes, with its length if it says one. */
  'echo': async (exchange: Exchange) => {
    const length = exchange.request.headers['content-length'];
    exchange.response.writeHead(200, ['content-type', 'application/octet-stream', ...(length === undefined ? [] : ['content-length', length])]);
    await pipeline(exchange.body(), exchange.response);
  },
};
