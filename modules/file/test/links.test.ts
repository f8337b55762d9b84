import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FileMetadata } from '@aurora/file/contract';
import { describeWith } from '@aurora/test/services';
import './bucket.ts';
import { all, bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { linkTo, type LinkInput } from './link-to.ts';
import { type FileHost, testKeys } from './open-host.ts';
import { pdf } from './samples.ts';

let deployment: Deployment;
let host: FileHost;
let file: FileMetadata;
beforeAll(async () => {
  deployment = await Deployment.create();
  host = await deployment.host();
  file = await host.port.upload({ name: 'a.pdf', content: bytes(pdf) }, call());
});
afterAll(() => deployment[Symbol.asyncDispose]());

const link = (from = host, disposition: 'inline' | 'attachment' = 'attachment', id = file.id) => linkTo(from.port, id, disposition);

/** What a download ends with: `ok`, or the code of its error. */
const outcome = async (input: object, at = host) => at.port.download(input as LinkInput, call()).then(() => 'ok', (error: { code: unknown }) => error.code);

test('a link gives the bytes, in part if asked', async () => {
  const content = await host.port.download(await link(), call());
  expect(content).toMatchObject({ type: 'application/pdf', size: pdf.length, name: 'a.pdf', tag: file.sha256, modified: Date.parse(file.created_at), disposition: 'attachment' });
  expect(await all(content.open())).toEqual(pdf);
  expect(await all(content.open({ start: 0, end: 0 }))).toEqual(pdf.subarray(0, 1));
  expect(await all(content.open({ start: 9, end: pdf.length - 1 }))).toEqual(pdf.subarray(9));
});

test('its answer may be kept by the client alone, and no longer than the link lasts', async () => {
  const { cacheControl } = await host.port.download(await link(), call());
  const seconds = Number(/^private, max-age=(\d+)$/.exec(cacheControl)?.[1]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(15 * 60);
});

test('its end is where the answer says', async () => {
  const { url, expires_at } = await host.port.url({ id: file.id }, call());
  expect(Number(new URL(url).searchParams.get('exp')) * 1000).toBe(Date.parse(expires_at));
  expect(Date.parse(expires_at)).toBeLessThanOrEqual(Date.now() + 15 * 60_000);
});

describe('a link that was changed in any way is refused', () => {
  test.each<[string, (input: LinkInput) => object]>([
    ['another disposition', input => ({ ...input, disposition: 'inline' })],
    ['an unknown disposition', input => ({ ...input, disposition: 'form-data' })],
    ['no disposition', ({ id, exp, sig }) => ({ id, exp, sig })],
    ['a later end', input => ({ ...input, exp: String(Number(input.exp) + 1) })],
    ['an earlier end', input => ({ ...input, exp: String(Number(input.exp) - 1) })],
    ['the end written otherwise', input => ({ ...input, exp: `0${input.exp}` })],
    ['the end with white space', input => ({ ...input, exp: `${input.exp} ` })],
    ['a doubled end', input => ({ ...input, exp: [input.exp, input.exp] })],
    ['no end', ({ id, disposition, sig }) => ({ id, disposition, sig })],
    ['no signature', ({ id, disposition, exp }) => ({ id, disposition, exp })],
    ['an empty signature', input => ({ ...input, sig: '' })],
    ['a doubled signature', input => ({ ...input, sig: [input.sig, input.sig] })],
    ['a signature twice as long', input => ({ ...input, sig: input.sig + input.sig })],
    ['a signature too long to be one', input => ({ ...input, sig: 'a'.repeat(100_000) })],
    ['a signature without its last character', input => ({ ...input, sig: input.sig.slice(0, -1) })],
    ['a signature with one more', input => ({ ...input, sig: `${input.sig}A` })],
    ['padding', input => ({ ...input, sig: `${input.sig}=` })],
    ['characters that no signature has', input => ({ ...input, sig: `${input.sig.slice(0, -2)}šš` })],
    ['another key\'s name', input => ({ ...input, sig: `k2${input.sig.slice(2)}` })],
    ['no key\'s name', input => ({ ...input, sig: input.sig.slice(2) })],
    ['nothing but dots', input => ({ ...input, sig: '...' })],
    ['the id of no file', input => ({ ...input, id: '0'.repeat(26) })],
  ])('%s', async (_, change) => {
    const input = await link();
    expect(await outcome(input)).toBe('ok');
    expect(await outcome(change(input))).toBe('LINK_REFUSED');
  });

  test('every single character', async () => {
    const input = await link();
    for (let at = 0; at < input.sig.length; at += 1) {
      for (const other of ['A', 'B', '.']) {
        const sig = input.sig.slice(0, at) + other + input.sig.slice(at + 1);
        if (sig !== input.sig) expect(await outcome({ ...input, sig })).toBe('LINK_REFUSED');
      }
    }
  });

  test('another file', async () => {
    const other = await host.port.upload({ name: 'b.pdf', content: bytes(pdf) }, call());
    expect(await outcome({ ...await link(), id: other.id })).toBe('LINK_REFUSED');
  });
});

test('a link ends', async () => {
  const brief = await deployment.host({ env: { AURORA_FILE_URL_TTL: '0s' } });
  expect(await outcome(await link(brief))).toBe('LINK_REFUSED');
  expect(await outcome(await link(brief), brief)).toBe('LINK_REFUSED');
});

test('a link that lasts longer than any that is given is refused', async () => {
  const generous = await deployment.host({ env: { AURORA_FILE_URL_TTL: '7d' } });
  expect(await outcome(await link(generous))).toBe('LINK_REFUSED');
});

test('an older key still verifies, one that was taken away does not', async () => {
  const [k1] = testKeys;
  const k2 = { id: 'with.a.dot', key: Buffer.alloc(32, 2) };
  const rotated = await deployment.host({ keys: () => [k2, k1!] });
  const revoked = await deployment.host({ keys: () => [k2] });
  const old = await link();
  expect([await outcome(old), await outcome(old, rotated), await outcome(old, revoked)]).toEqual(['ok', 'ok', 'LINK_REFUSED']);
  const recent = await link(rotated);
  expect([await outcome(recent), await outcome(recent, rotated), await outcome(recent, revoked)]).toEqual(['LINK_REFUSED', 'ok', 'ok']);
});

test('after its file was deleted there is nothing', async () => {
  const { id } = await host.port.upload({ name: 'b.pdf', content: bytes(pdf) }, call());
  const input = await link(host, 'attachment', id);
  await host.port.delete({ id }, call());
  expect(await outcome(input)).toBe('NOT_FOUND');
  expect(await codeOf(host.port.url({ id }, call()))).toBe('NOT_FOUND');
});

test.each([
  ['a.pdf', pdf, 'inline', 'application/pdf'],
  ['a.txt', Buffer.from('text'), 'inline', 'text/plain; charset=utf-8'],
  ['a.md', Buffer.from('# text'), 'attachment', 'text/markdown; charset=utf-8'],
])('%s, asked for inline', async (name, content, disposition, type) => {
  const { id } = await host.port.upload({ name, content: bytes(content) }, call());
  expect(await host.port.download(await link(host, 'inline', id), call())).toMatchObject({ disposition, type });
});

test('who has the answer and not yet the bytes when the file is deleted is told that it is gone', async () => {
  const { id } = await host.port.upload({ name: 'a.pdf', content: bytes(pdf, '% no other file has this') }, call());
  const content = await host.port.download(await link(host, 'attachment', id), call());
  await host.port.delete({ id }, call());
  expect(await codeOf(all(content.open()))).toBe('NOT_FOUND');
});

describeWith('s3', 'links to the store itself', () => {
  test('give the bytes from there, as the API would serve them, until they end or the file goes', async () => {
    await using stored = await Deployment.create('sqlite+s3');
    const { port } = await stored.host({ env: { AURORA_FILE_LINKS: 'store', AURORA_FILE_URL_TTL: '1h' } });
    const { id } = await port.upload({ name: 'Über "x".pdf', content: bytes(pdf) }, call());
    const { expires_at, url } = await port.url({ id, disposition: 'inline' }, call());
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/bucket-\d+\//);
    expect(Math.abs(Date.parse(expires_at) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    const whole = await fetch(url);
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('content-disposition'), whole.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'inline; filename="?ber \\"x\\".pdf"; filename*=UTF-8\'\'%C3%9Cber%20%22x%22.pdf', 'private, max-age=3600']);
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(pdf);
    const part = await fetch(url, { headers: { range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, '%PDF']);
    expect((await fetch(url.replace('inline', 'attachment'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    await port.delete({ id }, call());
    expect((await fetch(url)).status).toBe(404);
  });

  test('are links to the API where the files lie on the disk', async () => {
    await using local = await Deployment.create();
    const { port } = await local.host({ env: { AURORA_FILE_LINKS: 'store' } });
    const { id } = await port.upload({ name: 'a.pdf', content: bytes(pdf) }, call());
    expect(new URL((await port.url({ id }, call())).url).pathname).toBe(`/api/v1/files/${id}/content`);
  });
});
