import type { ServerResponse } from 'node:http';
import { largestDecoded } from '../shadow/decoded.ts';
import type { Answer } from '../shadow/index.ts';
import { headerObject } from './captured-response.ts';

/** Keeps a copy of what `response` sends from now on, and tells `done` of it once the client has all. The body is left out where it is too large. */
export function record(response: ServerResponse, done: (answer: Answer) => void): void {
  const { writeHead, write, end } = response;
  let headers: Record<string, string> = {};
  let chunks: Buffer[] | undefined = [];
  let size = 0;
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (chunk === undefined || chunk === null || typeof chunk === 'function' || !chunks) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding as BufferEncoding : 'utf8') : Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > largestDecoded) chunks = undefined;
    else chunks.push(bytes);
  };
  Object.assign(response, {
    writeHead(status: number, list: string[]) {
      headers = headerObject(list);
      return writeHead.call(response, status, list as never);
    },
    write(...given: Parameters<typeof write>) {
      keep(given[0], given[1]);
      return write.apply(response, given);
    },
    end(...given: unknown[]) {
      keep(given[0], given[1]);
      return end.apply(response, given as never);
    },
  });
  response.once('finish', () => done({ status: response.statusCode, headers, body: chunks && Buffer.concat(chunks) }));
}
