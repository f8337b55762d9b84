import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asked, post } from './conversation.ts';
import { Upstream } from './upstream.ts';

let upstream: Upstream;
beforeAll(async () => { upstream = await Upstream.start(); });
beforeEach(() => upstream.reset());
afterAll(() => upstream[Symbol.asyncDispose]());

/** Number of bytes in `stream`, up to `enough`. */
async function count(stream: AsyncIterable<Buffer>, enough = Infinity): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) if ((bytes += chunk.length) >= enough) break;
  return bytes;
}

/** The answer to a request whose body, if there is one, comes from `body`; nothing is decoded. */
async function answerTo(path: string, body?: Readable): Promise<IncomingMessage> {
  const outgoing = send(upstream.url + path, { method: body ? 'POST' : 'GET', agent: false });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  if (body) void pipeline(body, outgoing).catch(() => undefined);
  else outgoing.end();
  return (await answered)[0];
}

describe('what is large', () => {
  const patience = 90_000;
  const size = 128 * 2 ** 20;
  const chunk = Buffer.alloc(64 * 1024, 'y');
  const body = () => Readable.from(Array.from({ length: size / chunk.length }, () => chunk));

  test('large: of 1 GiB, or as long as it is wanted.', async () => {
    const whole = await answerTo('/large');
    expect(whole.headers['content-length']).toBe(String(2 ** 30));
    expect(await count(whole)).toBe(2 ** 30);
    await upstream.behave({ kind: 'large', bytes: 100_001 });
    expect(await count(await answerTo('/'))).toBe(100_001);
  }, patience);

  test('is counted on its way in, and sent back as it comes.', async () => {
    expect(await count(await answerTo('/answer', body()))).toBeGreaterThan(0);
    expect(await count(await answerTo('/echo', body()))).toBe(size);
    using connection = await asked(upstream.url, `${post('/echo', 5)}hello`);
    expect(await connection.answer()).toMatchObject({ headers: { 'content-length': '5' }, body: 'hello' });
    expect((await upstream.seen()).map(({ bytes, complete, body: beginning }) => [bytes, complete, beginning.length])).toEqual([[size, true, 65_536], [size, true, 65_536], [5, true, 5]]);
  }, patience);

  test('gzip-bomb: 10 GiB of JSON in some MB of gzip.', async () => {
    const answer = await answerTo('/gzip-bomb');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'content-encoding': 'gzip' });
    const wire = await count(answer);
    expect(wire).toBeLessThan(16 * 2 ** 20);
    const again = await answerTo('/gzip-bomb');
    const beginning = await count(again.pipe(createGunzip()), 2 ** 30);
    expect(beginning).toBeGreaterThanOrEqual(2 ** 30);
    again.destroy();
  }, patience);
});
