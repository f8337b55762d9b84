import { describe, expect, test } from '@jest/globals';
import { GatewayBefore, type Behind } from './gateway-before.ts';

describe.each<[Behind, string]>([
  ['services', '/api/v1/files/upload?name=a.bin'],
  ['legacy', '/some/upload'],
])('%s', (behind, path) => {
  const before = new GatewayBefore(behind);

  test.each(['while it uploads', 'having sent everything'])('39 a 413 reaches a client %s', async when => {
    const more = when === 'while it uploads';
    await before.upstream.behave('early-413', path.replace('/api/v1', ''));
    using connection = await before.connect();
    const size = 4 * 2 ** 20;
    const sent = Buffer.alloc(more ? size / 2 : size, 'x');
    await connection.write(`POST ${path} HTTP/1.1\r\nHost: ${new URL(before.url).host}\r\nAuthorization: Bearer ${before.token('editor')}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n`);
    const answer = connection.answer();
    if (more) void connection.write(sent);
    else await connection.write(sent);
    expect(await answer).toMatchObject({ status: 413 });
    const seen = await before.seen();
    expect(seen).toMatchObject([{ method: 'POST', end: 'answered' }]);
    expect(seen[0]!.bytes).toBeLessThanOrEqual(size);
  });
});
