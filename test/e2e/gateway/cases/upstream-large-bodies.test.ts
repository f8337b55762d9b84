import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from '@jest/globals';
import { readSamples, valueOf } from '../../observability/exposition.ts';
import { operationsOf } from '../../observability/operations.ts';
import { patience } from '../../served.ts';
import { GatewayBefore, type Behind } from './gateway-before.ts';

const MiB = 2 ** 20, size = 256 * MiB, growth = 64 * MiB;

function* body(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk;
}

describe.each<[Behind, string]>([
  ['services', '/api/v1/files/upload?name=a.bin'],
  ['legacy', '/some/upload'],
])('%s', (behind, path) => {
  const before = new GatewayBefore(behind);
  const memory = async () => valueOf(readSamples((await operationsOf(before.gateway).get<string>('/metrics')).body), 'process_resident_memory_bytes', {})!;

  /** The answer to so many bytes, not read yet; the upstream sends them back as they come. */
  async function echoed(bytes: number): Promise<IncomingMessage> {
    const headers = { authorization: `Bearer ${before.token('editor')}`, 'content-type': 'application/octet-stream', 'content-length': bytes };
    const outgoing = send(before.url + path, { method: 'POST', agent: false, headers });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    void pipeline(Readable.from(body(bytes)), outgoing).catch(() => undefined);
    return (await answered)[0];
  }

  async function read(answer: IncomingMessage): Promise<number> {
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) bytes += chunk.length;
    return bytes;
  }

  test('41 256 MiB go up and down in constant memory, however slowly the client reads', async () => {
    await before.upstream.behave('echo', path.replace('/api/v1', ''));
    await read(await echoed(32 * MiB));
    const atFirst = await memory();
    let most = atFirst;
    const watch = async () => { most = Math.max(most, await memory()); };

    const answer = await echoed(size);
    expect(answer.statusCode).toBe(200);
    for (let looks = 0; looks < 50; looks += 1) await watch();
    const unread = (await before.seen()).at(-1)!;
    expect(unread).toMatchObject({ complete: false, end: 'open' });
    expect(unread.bytes).toBeLessThan(growth);

    const rest = read(answer);
    let reading = true;
    void rest.finally(() => { reading = false; });
    while (reading) await watch();
    expect(await rest).toBe(size);
    expect((await before.seen()).at(-1)).toMatchObject({ bytes: size, complete: true, end: 'answered' });
    expect(most - atFirst).toBeLessThan(growth);
  }, patience);
});
