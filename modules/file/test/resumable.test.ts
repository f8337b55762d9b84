import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { CallContext, ContentStream } from '@aurora/kernel';
import { all, bytes, call, codeOf } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { onEveryEngine } from './engines.ts';
import { onEveryStore } from './every-store.ts';
import { linkTo } from './link-to.ts';
import type { FileHost } from './open-host.ts';
import { pdf } from './samples.ts';

type Port = FileHost['port'];

const MiB = 1024 ** 2;
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const digestOf = (data: Uint8Array): string => `sha-256=:${Buffer.from(sha256(data), 'hex').toString('base64')}:`;
const named = (name: string): string => `filename ${Buffer.from(name).toString('base64')}`;
const tus_resumable = '1.0.0';
const other = (): CallContext => ({ ...call(), principal: { id: 'user:other', scopes: new Set(['admin']) } });

/** A PDF that nobody else has. */
const large = (size: number): Buffer => Buffer.concat([pdf, randomBytes(size - pdf.length)]);

const begin = async (port: Port, size: number, more: Partial<Parameters<Port['tusCreate']>[0]> = {}, context = call()): Promise<string> =>
  (await port.tusCreate({ tus_resumable, upload_length: String(size), upload_metadata: named('plan.pdf'), content: bytes(), ...more }, context)).id;
const send = (port: Port, upload: string, offset: number, content: ContentStream, more: Partial<Parameters<Port['tusPatch']>[0]> = {}, context = call()) =>
  port.tusPatch({ upload, tus_resumable, content_type: 'application/offset+octet-stream', upload_offset: String(offset), content, ...more }, context);
const head = (port: Port, upload: string, context = call()) => port.tusHead({ upload, tus_resumable }, context);

/** Bytes whose sender leaves after `size` of them. */
async function* cutOff(data: Uint8Array, size: number): ContentStream {
  for (let at = 0; at < size; at += 64 * 1024) yield data.subarray(at, Math.min(at + 64 * 1024, size));
  throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
}

const usage = (port: Port) => port.usage({}, call());

onEveryStore('a resumable upload', engine => {
  test('goes on at whatever host where it was cut off, and becomes a file as any upload does', async () => {
    await using deployment = await Deployment.create(engine);
    const hosts = [await deployment.host(), await deployment.host()] as const;
    const whole = large(20 * MiB + 17);
    const upload = await begin(hosts[0].port, whole.length);
    let rounds = 0;
    for (let offset = 0; offset < whole.length; rounds += 1) {
      const { port } = hosts[rounds % 2]!;
      if (rounds < 4) await codeOf(send(port, upload, offset, cutOff(whole.subarray(offset), 5 * MiB)));
      else await send(port, upload, offset, bytes(whole.subarray(offset)));
      const { file_id, upload_length, upload_offset } = await head(hosts[(rounds + 1) % 2]!.port, upload);
      expect(upload_length).toBe(whole.length);
      expect(upload_offset).toBeGreaterThan(offset);
      expect(file_id === undefined).toBe(upload_offset < whole.length);
      offset = upload_offset;
    }
    expect(rounds).toBe(5);
    const { port } = hosts[1];
    const { file_id: id } = await head(port, upload);
    expect(await port.get({ id: id! }, call())).toMatchObject({ original_name: 'plan.pdf', file_type: 'application/pdf', file_size: whole.length, sha256: sha256(whole), status: 'staged' });
    expect(sha256(await all((await port.download(await linkTo(port, id!), call())).open()))).toBe(sha256(whole));
    // The last answer may have been lost: it is given again.
    expect(await send(port, upload, whole.length, bytes())).toMatchObject({ upload_offset: whole.length, file_id: id });
    expect(await deployment.sql('select * from upload_part')).toEqual([]);
    await expectNothingElse(deployment);
  }, 60_000);

  test('that is given up, refused or takes too long leaves nothing', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const html = Buffer.from('<!doctype html><script>alert(1)</script>'.padEnd(2 * MiB));
    const refused = await begin(port, html.length);
    await send(port, refused, 0, bytes(html.subarray(0, MiB)));
    expect(await codeOf(send(port, refused, MiB, bytes(html.subarray(MiB))))).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(await codeOf(head(port, refused))).toBe('NOT_FOUND');

    const whole = large(2 * MiB);
    const given = await begin(port, whole.length);
    await send(port, given, 0, bytes(whole.subarray(0, MiB)));
    await port.tusDelete({ upload: given, tus_resumable }, call());
    expect(await codeOf(send(port, given, MiB, bytes(whole.subarray(MiB))))).toBe('NOT_FOUND');

    const late = await begin(port, whole.length);
    await send(port, late, 0, bytes(whole.subarray(0, MiB)));
    expect(await usage(port)).toMatchObject({ bytes: whole.length });
    await deployment.sql('update resumable_upload set expires_at = ? where id = ?', new Date(Date.now() - 1).toISOString(), late);
    expect(await codeOf(head(port, late))).toBe('NOT_FOUND');
    await deployment.restart();
    expect(await deployment.sql('select id from resumable_upload')).toEqual([]);
    expect(await usage(port)).toMatchObject({ files: 0, bytes: 0 });
    expect(await deployment.sql('select * from upload_part')).toEqual([]);
    await expectNothingElse(deployment);
  }, 60_000);
});

onEveryEngine('two who go on with an upload at once', engine => {
  test.each([1, 9])('of %d MiB: one does, the other is told where it stands', async size => {
    await using deployment = await Deployment.create(engine);
    const hosts = [await deployment.host(), await deployment.host()];
    for (let round = 0; round < 5; round += 1) {
      const whole = large(size * MiB);
      const upload = await begin(hosts[0]!.port, whole.length + 1);
      const outcomes = await Promise.all(hosts.map(({ port }) => send(port, upload, 0, bytes(whole)).then(() => 'done', (error: { code: string }) => error.code)));
      expect(outcomes.toSorted()).toEqual(['CONFLICT', 'done']);
      expect(await head(hosts[0]!.port, upload)).toMatchObject({ upload_offset: whole.length });
      await hosts[0]!.port.tusDelete({ upload, tus_resumable }, call());
    }
    await expectNothingElse(deployment);
  }, 60_000);

  test('make one file of it', async () => {
    await using deployment = await Deployment.create(engine);
    const hosts = [await deployment.host(), await deployment.host()];
    for (let round = 0; round < 5; round += 1) {
      const whole = large(MiB);
      const upload = await begin(hosts[0]!.port, whole.length);
      const outcomes = await Promise.all(hosts.map(({ port }) => send(port, upload, 0, bytes(whole)).then(() => 'done', (error: { code: string }) => error.code)));
      expect(outcomes.toSorted()).toEqual(['CONFLICT', 'done']);
    }
    expect(await deployment.sql('select id from file')).toHaveLength(5);
    await expectNothingElse(deployment);
  }, 60_000);

  test('never take more room than the quota has, which is taken when they begin', async () => {
    await using deployment = await Deployment.create(engine);
    const env = { AURORA_FILE_QUOTA: '4MiB' };
    const hosts = [await deployment.host({ env }), await deployment.host({ env })];
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => begin(hosts[index % 2]!.port, MiB).then(() => 'begun', (error: { code: string }) => error.code)));
    expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(4);
    expect(new Set(outcomes)).toEqual(new Set(['begun', 'INSUFFICIENT_STORAGE']));
    expect(await usage(hosts[0]!.port)).toEqual({ files: 4, bytes: 4 * MiB, quota: 4 * MiB });
    // What is reserved is what the file takes.
    const [{ id }] = await deployment.sql<{ id: string }>('select id from resumable_upload') as [{ id: string }];
    await send(hosts[0]!.port, id, 0, bytes(large(MiB)));
    expect(await usage(hosts[0]!.port)).toMatchObject({ files: 4, bytes: 4 * MiB });
  });
});

test('many small requests make few parts', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const whole = large(2 * MiB);
  const upload = await begin(port, whole.length);
  const step = 64 * 1024;
  let most = 0;
  for (let offset = 0; offset < whole.length; offset += step) {
    await send(port, upload, offset, bytes(whole.subarray(offset, offset + step)));
    most = Math.max(most, (await deployment.sql('select start from upload_part')).length);
  }
  expect(most).toBeLessThanOrEqual(2);
  expect(await port.get({ id: (await head(port, upload)).file_id! }, call())).toMatchObject({ sha256: sha256(whole) });
  await expectNothingElse(deployment);
});

test('an upload is there for its own principal alone', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const upload = await begin(port, MiB);
  for (const attempt of [head(port, upload, other()), send(port, upload, 0, bytes(pdf), {}, other()), port.tusDelete({ upload, tus_resumable }, other())]) expect(await codeOf(attempt)).toBe('NOT_FOUND');
  expect(await head(port, upload)).toMatchObject({ upload_offset: 0, upload_metadata: named('plan.pdf') });
});

test('the digest of a request is kept to: nothing of a wrong one counts, nor of one that breaks off', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const whole = large(10 * MiB);
  const upload = await begin(port, whole.length + 1);
  expect(await codeOf(send(port, upload, 0, bytes(whole), { content_digest: digestOf(pdf) }))).toBe('MALFORMED_REQUEST');
  expect(await head(port, upload)).toMatchObject({ upload_offset: 0 });
  await codeOf(send(port, upload, 0, cutOff(whole, 9 * MiB), { content_digest: digestOf(whole) }));
  expect(await head(port, upload)).toMatchObject({ upload_offset: 0 });
  expect(await codeOf(send(port, upload, 0, bytes(whole), { content_digest: 'sha-256=:AAAA:' }))).toBe('MALFORMED_REQUEST');
  expect(await send(port, upload, 0, bytes(whole), { content_digest: digestOf(whole) })).toMatchObject({ upload_offset: whole.length });
});

test('the digest of the whole, stated at the beginning, is compared at the end', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  expect(await codeOf(begin(port, pdf.length, { repr_digest: 'sha-256=:AAAA:' }))).toBe('MALFORMED_REQUEST');
  const wrong = await begin(port, pdf.length, { repr_digest: digestOf(Buffer.from('other')) });
  expect(await codeOf(send(port, wrong, 0, bytes(pdf)))).toBe('MALFORMED_REQUEST');
  expect(await deployment.sql('select id from file')).toEqual([]);
  expect(await codeOf(head(port, wrong))).toBe('NOT_FOUND');
  const right = await begin(port, pdf.length, { repr_digest: digestOf(pdf) });
  expect(await send(port, right, 0, bytes(pdf))).toMatchObject({ file_id: expect.any(String) });
  await expectNothingElse(deployment);
});

test('more than was said ends an upload, and nothing of it stays', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const whole = large(10 * MiB);
  const upload = await begin(port, 9 * MiB);
  expect(await codeOf(send(port, upload, 0, bytes(whole.subarray(0, 5 * MiB), whole.subarray(5 * MiB))))).toBe('PAYLOAD_TOO_LARGE');
  expect(await codeOf(head(port, upload))).toBe('NOT_FOUND');
  expect(await deployment.sql('select * from upload_part')).toEqual([]);
  expect(await usage(port)).toMatchObject({ bytes: 0 });
  await expectNothingElse(deployment);
});
