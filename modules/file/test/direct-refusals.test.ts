import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallContext } from '@aurora/kernel';
import { describeWith } from '@aurora/test/services';
import { newBucket } from './bucket.ts';
import { bytes, call, codeOf } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { begin, complete, newPdf, pathOf, send, sha256, type Begun } from './direct-client.ts';
import type { FileHost } from './open-host.ts';
import { pdf } from './samples.ts';

const other = (): CallContext => ({ ...call(), principal: { id: 'user:other', scopes: new Set(['admin']) } });

describeWith('s3', 'an upload that goes to S3 directly', () => {
  let deployment: Deployment;
  let host: FileHost;
  beforeEach(async () => {
    deployment = await Deployment.create('sqlite+s3');
    host = await deployment.host();
  });
  afterEach(async () => { await deployment[Symbol.asyncDispose](); });

  describe('is sent by a URL that is good for one object:', () => {
    const whole = Buffer.from('Week 1: vectors.\n');
    test.each<[string, (begun: Begun) => Promise<Response>]>([
      ['another length', ({ url }) => fetch(url, { method: 'PUT', body: 'Week 1.' })],
      ['no bytes', ({ url }) => fetch(url, { method: 'PUT' })],
      ['a length that is not told', ({ url }) => fetch(url, { method: 'PUT', body: ReadableStream.from([whole]), duplex: 'half' } as RequestInit)],
      ['another path', ({ url }) => fetch(url.replace(/\/direct\/./, '/direct/_'), { method: 'PUT', body: whole })],
      ['the path of content', ({ url }) => fetch(url.replace(/\/direct\/[^?]+/, `/ab/cd/${'ab'.repeat(32)}.0123456789`), { method: 'PUT', body: whole })],
      ['GET', ({ url }) => fetch(url)],
      ['DELETE', ({ url }) => fetch(url, { method: 'DELETE' })],
      ['a copy of something else', ({ headers, url }) => fetch(url, { method: 'PUT', body: whole, headers: { ...headers, 'x-amz-copy-source': new URL(url).pathname } })],
      ['something for everybody', ({ headers, url }) => fetch(url, { method: 'PUT', body: whole, headers: { ...headers, 'x-amz-acl': 'public-read' } })],
      ['a longer time', ({ url }) => fetch(url.replace('X-Amz-Expires=900', 'X-Amz-Expires=901'), { method: 'PUT', body: whole })],
      ['an altered signature', ({ url }) => fetch(url.replace(/(X-Amz-Signature=)(.)/, (_, name: string, digit: string) => name + (digit === 'a' ? 'b' : 'a')), { method: 'PUT', body: whole })],
    ])('%s is refused', async (_, attempt) => {
      const begun = await begin(host.port, whole, { name: 'a.txt' });
      expect(begun.url).toContain('X-Amz-Expires=900');
      const answer = await attempt(begun);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringMatching(/<Code>(?:SignatureDoesNotMatch|AccessDenied)</)]);
      expect(await deployment.stored()).toEqual([]);
      expect(await send(begun, whole)).toBe(200);
    });

    test('a repeated command has the same one, until it has ended, and nothing of it is stored', async () => {
      const again = call(randomUUID());
      const begun = await begin(host.port, whole, { name: 'a.txt' }, again);
      expect(await begin(await deployment.host().then(({ port }) => port), whole, { name: 'a.txt' }, again)).toEqual(begun);
      expect(await deployment.sql('select id from resumable_upload')).toHaveLength(1);
      expect(JSON.stringify([await deployment.sql('select * from command_record'), await deployment.sql('select * from resumable_upload')])).not.toMatch(/X-Amz|:\/\//);
      const [past, end] = [3_600_000, 3_600_000 - 60_000].map(ago => new Date(Date.now() - ago).toISOString());
      await deployment.sql('update resumable_upload set created_at = ?, direct_until = ?', past, end);
      const ended = await begin(host.port, whole, { name: 'a.txt' }, again);
      expect(Date.parse(ended.url_expires_at)).toBeLessThanOrEqual(Date.parse(end!));
      expect(await send(ended, whole)).toBe(403);
      expect(await deployment.stored()).toEqual([]);
    });
  });

  test.each<[string, { name?: string; sha256?: string }, Buffer, string]>([
    ['another SHA-256', { sha256: sha256(pdf) }, newPdf(), 'MALFORMED_REQUEST'],
    ['a type that is not taken', { name: 'a.png' }, Buffer.from('<!doctype html><script>alert(1)</script>'), 'UNSUPPORTED_MEDIA_TYPE'],
  ])('with %s is refused, and leaves nothing', async (_, more, whole, code) => {
    const begun = await begin(host.port, whole, more);
    expect(await send(begun, whole)).toBe(200);
    expect(await codeOf(complete(host, begun))).toBe(code);
    expect(await codeOf(complete(host, begun))).toBe('NOT_FOUND');
    expect(await host.port.usage({}, call())).toMatchObject({ files: 0, bytes: 0 });
    await expectNothingElse(deployment);
    expect(await deployment.sql('select id from file')).toEqual([]);
  });

  test('with another length, as a store that does not keep to it may have it, is refused, and leaves nothing', async () => {
    await using own = await Deployment.create();
    const bucket = await newBucket();
    const beside = await own.host({ env: { AURORA_FILE_STORE: bucket.address } });
    for (const content of ['short', 'x'.repeat(pdf.length + 1)]) {
      const begun = await begin(beside.port, pdf);
      await bucket.put(pathOf(begun), content);
      expect(await codeOf(complete(beside, begun))).toBe('MALFORMED_REQUEST');
      expect(await codeOf(complete(beside, begun))).toBe('NOT_FOUND');
    }
    expect([await bucket.paths(), await own.sql('select * from content'), await own.sql('select * from loose_content')]).toEqual([[], [], []]);
    expect(await beside.port.usage({}, call())).toMatchObject({ bytes: 0 });
  });

  test('is there for its own principal and its own operations alone', async () => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    const [upload, tus_resumable] = [begun.id, '1.0.0'];
    const { id: tus } = await host.port.tusCreate({ tus_resumable, upload_length: '5', upload_metadata: 'filename YS50eHQ=', content: bytes() }, call());
    const attempts = [
      complete(host, begun, other()), host.port.directDelete({ upload }, other()), host.port.directComplete({ upload: 'none' }, call()), host.port.directComplete({ upload: tus }, call()), host.port.directDelete({ upload: tus }, call()),
      host.port.tusHead({ upload, tus_resumable }, call()), host.port.tusDelete({ upload, tus_resumable }, call()),
      host.port.tusPatch({ upload, tus_resumable, content_type: 'application/offset+octet-stream', upload_offset: '0', content: bytes(whole) }, call()),
    ];
    for (const attempt of attempts) expect(await codeOf(attempt)).toBe('NOT_FOUND');
    expect(await host.port.tusHead({ upload: tus, tus_resumable }, call())).toMatchObject({ upload_offset: 0 });
    expect(await complete(host, begun)).toMatchObject({ sha256: sha256(whole) });
    expect(await codeOf(host.port.tusHead({ upload, tus_resumable }, call()))).toBe('NOT_FOUND');
  });

  test('takes its room at the beginning, and no more than there is', async () => {
    const { port } = await deployment.host({ env: { AURORA_FILE_QUOTA: '150KB', AURORA_FILE_MAX_SIZE: '1MiB' } });
    const begun = await begin(port, newPdf());
    expect(await codeOf(begin(port, newPdf()))).toBe('INSUFFICIENT_STORAGE');
    await port.directDelete({ upload: begun.id }, call());
    await begin(port, newPdf());
    expect(await codeOf(port.directCreate({ name: 'a.pdf', size: 1024 ** 2 + 1 }, call()))).toBe('PAYLOAD_TOO_LARGE');
    expect(await codeOf(begin(port, pdf, { name: 'a.svg' }))).toBe('UNSUPPORTED_MEDIA_TYPE');
    const { port: large } = await deployment.host({ env: { AURORA_FILE_MAX_SIZE: '10GiB' } });
    await expect(large.directCreate({ name: 'a.pdf', size: 5 * 1024 ** 3 + 1 }, call())).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('tus') });
    expect(await large.directCreate({ name: 'a.pdf', size: 5 * 1024 ** 3 }, call())).toMatchObject({ method: 'PUT' });
  });
});
