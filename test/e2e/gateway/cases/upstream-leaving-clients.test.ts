import { describe, expect, test } from '@jest/globals';
import { GatewayBefore, type Behind } from './gateway-before.ts';

describe.each<[Behind, string, string]>([
  ['services', '/api/v1/subjects/1', '/api/v1/files/upload?name=a.bin'],
  ['legacy', '/some/page', '/some/upload'],
])('%s', (behind, page, upload) => {
  const before = new GatewayBefore(behind);
  const target = page.replace('/api/v1', '');
  const credentials = () => `Host: ${new URL(before.url).host}\r\nAuthorization: Bearer ${before.token('editor')}\r\n`;

  // An upload's answer has 15 minutes: no try ends by itself while the test waits.
  test('32 a client that leaves before the answer begins has the upstream’s work cancelled', async () => {
    await before.upstream.behave('silence', upload.replace('/api/v1', ''));
    using connection = await before.connect();
    await connection.write(`POST ${upload} HTTP/1.1\r\n${credentials()}Content-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nwhole`);
    await before.until(seen => seen.length === 1 && seen[0]!.complete);
    connection.reset();
    expect(await before.until(seen => seen.some(({ end }) => end !== 'open'))).toMatchObject([{ method: 'POST', complete: true, end: 'left' }]);
  });

  test('32 a client that leaves while it downloads has the upstream’s work cancelled', async () => {
    await before.upstream.behave('large', target);
    using connection = await before.connect();
    await connection.write(`GET ${page} HTTP/1.1\r\n${credentials()}\r\n`);
    await connection.begun();
    connection.reset();
    expect(await before.until(seen => seen.some(({ end }) => end !== 'open'))).toMatchObject([{ method: 'GET', end: 'left' }]);
  });

  test('32 a client that leaves while it uploads has the upstream’s work cancelled', async () => {
    using connection = await before.connect();
    await connection.write(`POST ${upload} HTTP/1.1\r\n${credentials()}Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\nbegun`);
    await before.until(seen => seen.some(({ bytes }) => bytes > 0));
    connection.reset();
    expect(await before.until(seen => seen.some(({ end }) => end !== 'open'))).toMatchObject([{ method: 'POST', body: 'begun', complete: false, end: 'left' }]);
  });
});
