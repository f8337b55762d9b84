import { describe, expect, test } from '@jest/globals';
import { GatewayBefore, type Behind } from './gateway-before.ts';

describe.each<[Behind, string]>([
  ['services', '/api/v1/subjects/1'],
  ['legacy', '/some/page'],
])('%s', (behind, page) => {
  const before = new GatewayBefore(behind);
  const target = page.replace('/api/v1', '');
  const request = () => `GET ${page} HTTP/1.1\r\nHost: ${new URL(before.url).host}\r\nAuthorization: Bearer ${before.token('reader')}\r\n\r\n`;

  test.each(['reset-in-length', 'close-in-length', 'reset-in-chunked', 'close-in-chunked'] as const)('33 an answer that ends too early (%s) breaks the client’s connection; nothing is appended, repeated or kept', async kind => {
    await before.upstream.behave([kind, 'answer'], target);
    using connection = await before.connect();
    await connection.write(request());
    await connection.closed();
    const [head, body] = connection.rest.split('\r\n\r\n', 2);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(connection.rest.split('HTTP/1.1')).toHaveLength(2);
    expect(body!.replace(/^9\r\n/, '').trimEnd()).toBe('{"begun":');
    expect(await before.seen()).toMatchObject([{ method: 'GET', end: 'broken' }]);
    expect(await before.as('reader').get(page)).toMatchObject({ status: 200, body: { method: 'GET' } });
    expect(await before.seen()).toMatchObject([{ end: 'broken' }, { end: 'answered' }]);
  });
});
