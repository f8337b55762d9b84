import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallContext } from '@aurora/kernel';
import { HoldingProxy, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { newBucket, s3Server, type Bucket } from './bucket.ts';
import { all, bytes, call, codeOf } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { linkTo } from './link-to.ts';
import type { FileHost } from './open-host.ts';
import { pdf } from './samples.ts';

type Port = FileHost['port'];
type Begun = Awaited<ReturnType<Port['directCreate']>>;

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const other = (): CallContext => ({ ...call(), principal: { id: 'user:other', scopes: new Set(['admin']) } });

/** A PDF that nobody else has. */
const newPdf = (size = 100_000): Buffer => Buffer.concat([pdf, randomBytes(size - pdf.length)]);

const begin = (port: Port, { length }: Uint8Array, more: { name?: string; sha256?: string } = {}, context = call()): Promise<Begun> => port.directCreate({ name: 'plan.pdf', size: length, ...more }, context);
/** Sends bytes as the answer says; answers the store's status. */
const send = async ({ headers, method, url }: Begun, body: Buffer, more: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await fetch(url, { method, body, headers: { ...headers, ...more } })).status;
const complete = ({ port }: FileHost, { id }: Begun, context = call()) => port.directComplete({ upload: id }, context);
const download = async ({ port }: FileHost, id: string): Promise<Buffer> => all((await port.download(await linkTo(port, id), call())).open());
/** The path in the store that a URL is for. */
const pathOf = ({ url }: Begun): string => /direct\/[^/?]+/.exec(url)![0];
const outcome = (work: Promise<{ id: string }>): Promise<string> => work.then(({ id }) => id, (error: { code: string }) => error.code);

/** Lets the time pass in which something may still come. */
const passUrls = (deployment: Deployment) => deployment.sql('update resumable_upload set direct_until = ?', new Date(Date.now() - 25 * 3_600_000).toISOString());

describeWith('s3', 'an upload that goes to S3 directly', () => {
  let deployment: Deployment;
  let host: FileHost;
  beforeEach(async () => {
    deployment = await Deployment.create('sqlite+s3');
    host = await deployment.host();
  });
  afterEach(async () => { await deployment[Symbol.asyncDispose](); });

  test('becomes a file as any upload does, and is completed again with the same answer', async () => {
    const whole = newPdf(11 * 1024 ** 2);
    const begun = await begin(host.port, whole, { sha256: sha256(whole).toUpperCase() });
    expect(begun).toMatchObject({ method: 'PUT', headers: { 'content-length': String(whole.length) } });
    expect(Date.parse(begun.url_expires_at) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
    expect(Date.parse(begun.expires_at)).toBeGreaterThan(Date.parse(begun.url_expires_at));
    expect(await host.port.usage({}, call())).toMatchObject({ files: 1, bytes: whole.length });
    expect(await send(begun, whole)).toBe(200);
    const file = await complete(host, begun);
    expect(file).toMatchObject({ original_name: 'plan.pdf', file_type: 'application/pdf', file_size: whole.length, sha256: sha256(whole), status: 'staged' });
    expect(sha256(await download(host, file.id))).toBe(sha256(whole));
    expect(await complete(await deployment.host(), begun)).toEqual(file);
    expect(await host.port.usage({}, call())).toMatchObject({ files: 1, bytes: whole.length });
    expect(await codeOf(host.port.directDelete({ upload: begun.id }, call()))).toBe('CONFLICT');
    await expectNothingElse(deployment);
    await host.port.delete({ id: file.id }, call());
    expect(await codeOf(complete(host, begun))).toBe('NOT_FOUND');
    await expectNothingElse(deployment);
    expect(await deployment.stored()).toEqual([]);
  }, 60_000);

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

  test('what is sent after it is complete is served to nobody, and goes once the URL has ended', async () => {
    const [whole, later] = [newPdf(), newPdf()];
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    const { id } = await complete(host, begun);
    expect(await send(begun, later)).toBe(200);
    expect(await download(host, id)).toEqual(whole);
    expect(await complete(host, begun)).toMatchObject({ id, sha256: sha256(whole) });
    // It may still come: what was sent is not forgotten before.
    await deployment.restart();
    expect(await deployment.stored()).toContain(pathOf(begun));
    expect(await complete(host, begun)).toMatchObject({ id });
    await passUrls(deployment);
    await Promise.all([deployment.restart(), deployment.restart()]);
    await expectNothingElse(deployment);
    // The upload itself lasts on.
    expect(await complete(host, begun)).toMatchObject({ id });
    await deployment.sql('update resumable_upload set expires_at = ?', new Date(Date.now() - 1).toISOString());
    await deployment.restart();
    expect(await deployment.sql('select id from resumable_upload')).toEqual([]);
    expect(await download(host, id)).toEqual(whole);
  });

  test('keeps nothing of what its sender says of the bytes', async () => {
    const env = { AURORA_FILE_LINKS: 'store' };
    const direct = await deployment.host({ env });
    const whole = newPdf();
    const begun = await begin(direct.port, whole);
    expect(await send(begun, whole, { 'content-type': 'text/html', 'content-encoding': 'gzip', 'cache-control': 'public, max-age=1000000', 'content-disposition': 'inline' })).toBe(200);
    const { id } = await complete(direct, begun);
    const answer = await fetch((await direct.port.url({ id, disposition: 'attachment' }, call())).url);
    expect(['content-type', 'content-encoding', 'content-disposition', 'cache-control'].map(name => answer.headers.get(name))).toEqual(['application/pdf', null, 'attachment; filename=plan.pdf', 'private, max-age=900']);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(whole);
  });

  test('is stored once with the same bytes, whichever came first and however', async () => {
    const whole = newPdf();
    const before = await host.port.upload({ name: 'before.pdf', content: bytes(whole) }, call());
    const files = [before];
    for (const name of ['one.pdf', 'two.pdf']) {
      const begun = await begin(host.port, whole, { name });
      await send(begun, whole);
      files.push(await complete(host, begun));
    }
    expect(await deployment.stored()).toHaveLength(1);
    for (const { id } of files) expect(await download(host, id)).toEqual(whole);
    await host.port.delete({ id: before.id }, call());
    expect(await download(host, files[2]!.id)).toEqual(whole);
    await expectNothingElse(deployment);

    const direct = await begin(host.port, newPdf());
    const same = newPdf();
    await send(direct, same);
    const first = await complete(host, direct);
    const second = await host.port.upload({ name: 'again.pdf', content: bytes(same) }, call());
    expect(await deployment.stored()).toHaveLength(2);
    await host.port.delete({ id: first.id }, call());
    expect(await download(host, second.id)).toEqual(same);
    await expectNothingElse(deployment);
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

  test('of which nothing has come is not complete, and may be tried again', async () => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    for (let tries = 0; tries < 2; tries += 1) await expect(complete(host, begun)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('Nothing has come yet') });
    expect(await deployment.sql('select * from loose_content')).toEqual([]);
    await send(begun, whole);
    expect(await complete(host, begun)).toMatchObject({ sha256: sha256(whole) });
    await expectNothingElse(deployment);
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

  test('that is given up, or takes too long, leaves nothing, whatever comes late', async () => {
    const whole = newPdf();
    const [given, late] = [await begin(host.port, whole), await begin(host.port, whole)];
    for (const begun of [given, late]) await send(begun, whole);
    await host.port.directDelete({ upload: given.id }, call());
    expect(await deployment.stored()).toEqual([pathOf(late)]);
    expect(await codeOf(complete(host, given))).toBe('NOT_FOUND');
    expect(await codeOf(host.port.directDelete({ upload: given.id }, call()))).toBe('NOT_FOUND');
    expect(await send(given, whole)).toBe(200);
    await deployment.sql('update resumable_upload set expires_at = ? where id = ?', new Date(Date.now() - 1).toISOString(), late.id);
    expect(await codeOf(complete(host, late))).toBe('NOT_FOUND');
    await deployment.restart();
    expect(await host.port.usage({}, call())).toMatchObject({ files: 0, bytes: 0 });
    expect(await deployment.stored()).toHaveLength(2);
    await passUrls(deployment);
    await Promise.all([deployment.restart(), deployment.restart()]);
    expect(await deployment.stored()).toEqual([]);
    expect([await deployment.sql('select id from resumable_upload'), await deployment.sql('select path from loose_content')]).toEqual([[], []]);
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

  test('that two hosts complete at once makes one file', async () => {
    const hosts = [host, await deployment.host()];
    for (let round = 0; round < 5; round += 1) {
      const whole = newPdf();
      const begun = await begin(host.port, whole);
      await send(begun, whole);
      const outcomes = new Set(await Promise.all(hosts.map(each => outcome(complete(each, begun)))));
      outcomes.delete('CONFLICT');
      const { id } = await complete(host, begun);
      expect([...outcomes]).toEqual([id]);
      expect(await download(host, id)).toEqual(whole);
    }
    expect(await deployment.sql('select id from file')).toHaveLength(5);
    await deployment.restart();
    await expectNothingElse(deployment);
  });

  test('that a host was completing when it was killed can be completed by another, or goes', async () => {
    await using own = await Deployment.create();
    const bucket = await newBucket();
    const env = { AURORA_FILE_STORE: bucket.address };
    const next = await own.host({ env });
    const whole = newPdf();
    for (const given of [false, true]) {
      const begun = await begin(next.port, whole);
      await send(begun, whole);
      // As it leaves it: noted, and copied.
      const left = `ab/ab/${'ab'.repeat(32)}.000000000${Number(given)}`;
      await own.sql('update resumable_upload set direct_copy = ? where id = ?', left, begun.id);
      await bucket.put(left, 'left');
      if (given) await next.port.directDelete({ upload: begun.id }, call());
      else expect(await complete(next, begun)).toMatchObject({ sha256: sha256(whole) });
      await own.restart({ env });
      expect(await bucket.paths()).toHaveLength(1);
    }
    expect(await own.sql('select path from loose_content')).toEqual([]);
  });

  test('is completed where the files have moved meanwhile', async () => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    await host.start();
    await host.storage.startStorageMove({ to: 'local' }, call());
    await until(async () => (await host.storage.storageStatus({}, call())).move?.stage === 'arrived');
    const { id } = await complete(host, begun);
    expect(await download(host, id)).toEqual(whole);
    expect(await deployment.stored()).toEqual((await deployment.sql<{ path: string }>('select path from content')).map(({ path }) => path));
    expect(await codeOf(begin(host.port, whole))).toBe('CONFLICT');
  });
});

describeWith('s3', 'an upload to which something happens while it is completed', () => {
  let deployment: Deployment;
  let bucket: Bucket;
  let proxy: HoldingProxy;
  let host: FileHost;
  beforeEach(async () => {
    deployment = await Deployment.create();
    bucket = await newBucket();
    const { endpoint } = await s3Server();
    proxy = await HoldingProxy.open(endpoint);
    host = await deployment.host({ env: { AURORA_FILE_STORE: bucket.address.replace(encodeURIComponent(endpoint), encodeURIComponent(proxy.url)) } });
  });
  afterEach(async () => {
    await deployment[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  test('and which is overwritten, is one or the other, whole, at whatever moment that is', async () => {
    const became = new Set<string>();
    /** Overwrites it there; answers whether there is such a request. */
    const overwriteAt = async (side: 'request' | 'answer', number: number): Promise<boolean> => {
      const [whole, later] = [newPdf(), newPdf()];
      const begun = await begin(host.port, whole);
      await send(begun, whole);
      const held = proxy.hold(side, number);
      const completing = complete(host, begun);
      const reached = await Promise.race([held.reached.then(() => true), completing.then(() => false)]);
      if (reached) {
        expect(await send(begun, later)).toBe(200);
        held.release();
      }
      const { id, sha256: told } = await completing;
      expect(sha256(await download(host, id))).toBe(told);
      expect([sha256(whole), sha256(later)]).toContain(told);
      became.add(told === sha256(whole) ? 'the first' : 'the second');
      return reached;
    };
    let requests = 0;
    while (await overwriteAt('answer', requests + 1)) requests += 1;
    for (let number = 1; number <= requests; number += 1) await overwriteAt('request', number);
    expect(requests).toBeGreaterThan(3);
    expect(became.size).toBe(2);
    await passUrls(deployment);
    await deployment.restart({ env: { AURORA_FILE_STORE: bucket.address } });
    expect(await bucket.paths()).toHaveLength(2 * requests + 1);
  }, 60_000);

  test('and which another request completes, is refused by none', async () => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    const copied = proxy.hold('answer', 1);
    const first = outcome(complete(host, begun));
    await copied.reached;
    const followed = proxy.hold('answer', 2);
    const second = complete(host, begun);
    await followed.reached;
    copied.release();
    // Its copy has gone, which says nothing of what was sent.
    expect(await first).toBe('CONFLICT');
    followed.release();
    expect(await second).toMatchObject({ sha256: sha256(whole) });
    expect(await bucket.paths()).toHaveLength(1);
    expect(await deployment.sql('select path from loose_content')).toEqual([]);
  });

  test('and which is given up, is no file, and leaves nothing', async () => {
    const whole = newPdf();
    for (const number of [1, 2, 3, 4]) {
      const begun = await begin(host.port, whole);
      await send(begun, whole);
      const held = proxy.hold('answer', number);
      const completing = outcome(complete(host, begun));
      await held.reached;
      await host.port.directDelete({ upload: begun.id }, call());
      held.release();
      expect(await completing).toBe('CONFLICT');
    }
    expect([await deployment.sql('select id from file'), await deployment.sql('select path from loose_content'), await bucket.paths()]).toEqual([[], [], []]);
    expect(await host.port.usage({}, call())).toMatchObject({ files: 0, bytes: 0 });
  });
});

describeWith('mariadb', 'an upload that goes to S3 directly, on MariaDB', () => describeWith('s3', 'an upload that goes to S3 directly, on MariaDB', () => {
  test('is completed once by two hosts, and what comes late goes', async () => {
    await using deployment = await Deployment.create('mariadb');
    const bucket = await newBucket();
    const env = { AURORA_FILE_STORE: bucket.address };
    const hosts = [await deployment.host({ env }), await deployment.host({ env })] as const;
    for (let round = 0; round < 3; round += 1) {
      const whole = newPdf();
      const begun = await begin(hosts[0].port, whole);
      await send(begun, whole);
      const outcomes = new Set(await Promise.all(hosts.map(each => outcome(complete(each, begun)))));
      outcomes.delete('CONFLICT');
      const { id } = await complete(hosts[0], begun);
      expect([...outcomes]).toEqual([id]);
      expect(await download(hosts[1], id)).toEqual(whole);
      expect(await send(begun, newPdf())).toBe(200);
    }
    await passUrls(deployment);
    await Promise.all([deployment.restart({ env }), deployment.restart({ env })]);
    expect(await bucket.paths()).toEqual((await deployment.sql<{ path: string }>('select path from content order by path')).map(({ path }) => path));
    expect(await deployment.sql('select path from loose_content')).toEqual([]);
    expect(await hosts[0].port.usage({}, call())).toMatchObject({ files: 3 });
  }, 60_000);
}));

test('where the files are on the disk, the other ways are named', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  await expect(begin(port, pdf)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/POST \/files\/upload.*tus/) });
  expect(await port.usage({}, call())).toMatchObject({ files: 0 });
});
