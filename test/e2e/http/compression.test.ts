import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { makeFile } from '../journey/files.ts';
import { serve } from '../served.ts';
import { exchange } from './exchange.ts';

const served = serve({ env: { AURORA_CORS_ORIGINS: 'https://a.example.edu' } });
const plain: Record<string, (bytes: Buffer) => Buffer> = { br: brotliDecompressSync, gzip: gunzipSync };
let made: { id: number };

beforeAll(async () => {
  for (let count = 0; count < 30; count += 1) made = (await served.as('editor').post<{ id: number }>('/subjects', { name: `Žofie ${count}`, code: `C ${count}`, description: 'Vektoři. '.repeat(400) })).body;
});

const ask = (path: string, encoding?: string, method = 'GET') =>
  exchange(served.url + path, { authorization: `Bearer ${served.token('reader')}`, ...(encoding === undefined ? {} : { 'accept-encoding': encoding }) }, method);
const varies = (text: string | undefined) => (text ?? '').toLowerCase().split(/,\s*/);

test.each([
  ['gzip', 'gzip'], ['br', 'br'], ['gzip, deflate, br', 'gzip'], ['br, gzip', 'br'], ['GZIP', 'gzip'], ['gzip;q=1, br;q=0', 'gzip'], ['br;q=0.1, gzip;q=0.9', 'gzip'], ['*', 'br'], ['identity;q=0.5, gzip', 'gzip'],
  [undefined, undefined], ['', undefined], ['identity', undefined], ['deflate', undefined], ['gzip;q=0', undefined], ['x-unknown', undefined], ['identity, gzip;q=0.5', undefined],
])('a long list to who accepts %s is %s', async (accepted, encoding) => {
  const identity = await ask('/subjects');
  const { status, headers, bytes } = await ask('/subjects', accepted);
  expect({ status, encoding: headers['content-encoding'], type: headers['content-type'] }).toEqual({ status: 200, encoding, type: 'application/json; charset=utf-8' });
  expect(headers['content-length']).toBe(String(bytes.length));
  expect(varies(headers.vary)).toEqual(expect.arrayContaining(['accept-encoding', 'origin']));
  expect((encoding === undefined ? bytes : plain[encoding]!(bytes)).equals(identity.bytes)).toBe(true);
  if (encoding !== undefined) expect(bytes.length).toBeLessThan(identity.bytes.length / 3);
});

test('a HEAD says what the GET would', async () => {
  for (const accepted of ['gzip', 'br', 'identity']) {
    const [get, head] = [await ask('/subjects', accepted), await ask('/subjects', accepted, 'HEAD')];
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': get.headers['content-length'], vary: get.headers.vary } });
    expect(head.headers['content-encoding']).toBe(get.headers['content-encoding']);
    expect(head.bytes).toHaveLength(0);
  }
});

test('what is short, has an entity tag or is an error is sent as it is', async () => {
  for (const path of ['/subjects?code=nobody', `/subjects/${made.id}`, '/subjects/999999']) {
    const { headers, bytes } = await ask(path, 'gzip, br');
    expect(headers).not.toHaveProperty(['content-encoding']);
    expect(JSON.parse(bytes.toString())).toBeInstanceOf(Object);
  }
  expect(varies((await ask('/subjects?code=nobody', 'gzip')).headers.vary)).toContain('accept-encoding');
});

test('a file is sent as its bytes are', async () => {
  const text = 'Week 1: vectors.\n'.repeat(1_000);
  const { id } = await makeFile(served.as('editor'), text);
  const { body: { url } } = await served.as('reader').get<{ url: string }>(`/files/${id}/url`);
  const { status, headers, bytes } = await exchange(url, { 'accept-encoding': 'gzip, br' });
  expect({ status, text: bytes.toString(), length: headers['content-length'] }).toEqual({ status: 200, text, length: String(text.length) });
  expect(headers).not.toHaveProperty(['content-encoding']);
});
