import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { all, bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { linkTo } from './link-to.ts';
import { apiUrl, type FileHost } from './open-host.ts';
import { onEveryStore } from './every-store.ts';
import { pdf } from './samples.ts';

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

/** The bytes behind a file's download URL. */
async function downloaded(port: FileHost['port'], id: string): Promise<Buffer> {
  const { url } = await port.url({ id }, call());
  const link = new URL(url);
  expect(`${link.origin}${link.pathname}`).toBe(`${apiUrl}/files/${id}/content`);
  return all((await port.download(await linkTo(port, id), call())).open());
}

onEveryStore('upload', engine => {
  test('keeps the bytes, says what they are, and gives them back', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const file = await port.upload({ name: 'Syllabus.pdf', content: bytes(pdf.subarray(0, 10), pdf.subarray(10)) }, call());
    expect(file).toEqual({
      id: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/), original_name: 'Syllabus.pdf', file_type: 'application/pdf', file_size: pdf.length, sha256: sha256(pdf),
      status: 'staged', scan: { status: 'none', scanned_at: null, signature: null, reason: null }, public_url: null, created_at: expect.any(String), expires_at: new Date(Date.parse(file.created_at) + 24 * 3_600_000).toISOString(),
    });
    expect(await port.get({ id: file.id }, call())).toEqual(file);
    expect(await downloaded(port, file.id)).toEqual(pdf);
  });

  test('tells of it, in the transaction that makes the file', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const file = await port.upload({ name: 'a.txt', content: bytes('text') }, call());
    await port.delete({ id: file.id }, call());
    const events = await deployment.sql<{ event_data: string }>('select stream_id, version, event_type, event_data from event_store order by version');
    expect(events.map(event => ({ ...event, event_data: JSON.parse(event.event_data) }))).toMatchObject([
      { stream_id: `file-${file.id}`, version: 1, event_type: 'file.uploaded.v1', event_data: { id: file.id, original_name: 'a.txt', file_type: 'text/plain', file_size: 4, sha256: sha256('text') } },
      { stream_id: `file-${file.id}`, version: 2, event_type: 'file.deleted.v1', event_data: { id: file.id, original_name: 'a.txt', sha256: sha256('text') } },
    ]);
  });

  test('stores equal bytes once, until the last file with them has gone', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const a = await port.upload({ name: 'a.pdf', content: bytes(pdf) }, call());
    const b = await port.upload({ name: 'b.pdf', content: bytes(pdf) }, call());
    expect(b.id).not.toBe(a.id);
    expect(await deployment.stored()).toHaveLength(1);
    await port.delete({ id: a.id }, call());
    expect(await codeOf(port.get({ id: a.id }, call()))).toBe('NOT_FOUND');
    expect(await downloaded(port, b.id)).toEqual(pdf);
    await port.delete({ id: b.id }, call());
    expect(await deployment.stored()).toEqual([]);
    expect(await deployment.sql('select * from content')).toEqual([]);
  });

  test('answers a repeat with what the first was told, and refuses other bytes under the same key', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const first = await port.upload({ name: 'a.txt', content: bytes('one') }, call('key'));
    expect(await port.upload({ name: 'a.txt', content: bytes('o', 'ne') }, call('key'))).toEqual(first);
    expect(await codeOf(port.upload({ name: 'a.txt', content: bytes('two') }, call('key')))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await codeOf(port.upload({ name: 'b.txt', content: bytes('one') }, call('key')))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await deployment.sql('select id from file')).toEqual([{ id: first.id }]);
    expect(await deployment.sql('select files, uploads from content')).toEqual([{ files: 1, uploads: 0 }]);
    expect(await deployment.stored()).toHaveLength(1);
    await port.delete({ id: first.id }, call());
    expect(await deployment.stored()).toEqual([]);
  });

  test('of ten equal commands at once, one has an effect', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => port.upload({ name: 'a.txt', content: bytes('same') }, call('key'))));
    const ids = new Set(results.map(result => (result.status === 'fulfilled' ? result.value.id : result.reason.code)));
    ids.delete('COMMAND_RUNNING');
    expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-z]{26}$/)]);
    expect(await deployment.sql('select files, uploads from content')).toEqual([{ files: 1, uploads: 0 }]);
    expect(await deployment.stored()).toHaveLength(1);
  });
});

test.each([
  ['Plan.pdf', 'Plan.pdf'],
  ['C:\\Users\\me\\Plan.pdf', 'Plan.pdf'],
  ['../../etc/plan.txt.pdf', 'plan.txt.pdf'],
  ['Un\u0065\u0301.pdf', 'Un\u00e9.pdf'],
  ['š"; filename=evil.pdf', 'š"; filename=evil.pdf'],
  ['講義.pdf', '講義.pdf'],
])('of the name %j it keeps %j', async (name, kept) => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const file = await port.upload({ name, content: bytes(pdf) }, call());
  expect(file.original_name).toBe(kept);
  expect((await port.get({ id: file.id }, call())).original_name).toBe(kept);
});

test.each(['', ' ', 'folder/', '..', 'a/..', '.', 'a\r\nX: y', 'a\0.pdf', 'n'.repeat(256), '\ud800.pdf'])('refuses the name %j', async name => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  expect(await codeOf(port.upload({ name, content: bytes(pdf) }, call()))).toBe('VALIDATION_FAILED');
  expect(await deployment.stored()).toEqual([]);
});

test('takes exactly the largest size, stops reading beyond it, and keeps nothing of that', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host({ env: { AURORA_FILE_MAX_SIZE: '1MiB' } });
  const block = Buffer.alloc(64 * 1024, 'a');
  let given = 0;
  let closed = false;
  async function* blocks(count: number) {
    try {
      for (given = 0; given < count; given += 1) yield block;
    } finally {
      closed = true;
    }
  }
  expect((await port.upload({ name: 'full.txt', content: blocks(16) }, call())).file_size).toBe(1024 ** 2);
  const before = await deployment.stored();
  closed = false;
  expect(await codeOf(port.upload({ name: 'over.txt', content: blocks(1000) }, call()))).toBe('PAYLOAD_TOO_LARGE');
  expect(given).toBe(16);
  expect(closed).toBe(true);
  expect(await deployment.stored()).toEqual(before);
});

test('refuses no bytes at all', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  await expect(port.upload({ name: 'a.txt', content: bytes() }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { fields: [{ path: 'content', code: 'empty' }] } });
  expect(await deployment.stored()).toEqual([]);
});

test('keeps nothing of bytes whose sender leaves', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  async function* broken() {
    yield pdf;
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  }
  expect(await codeOf(port.upload({ name: 'a.pdf', content: broken() }, call()))).toBe('ECONNRESET');
  expect(await deployment.stored()).toEqual([]);
  expect(await deployment.sql('select * from content')).toEqual([]);
});

test('lets nobody but its own account read the store', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  await port.upload({ name: 'a.pdf', content: bytes(pdf) }, call());
  const [path] = await deployment.stored();
  expect(path).toMatch(new RegExp(`^${sha256(pdf).slice(0, 2)}/${sha256(pdf).slice(2, 4)}/${sha256(pdf)}\\.[0-9a-z]{10}$`));
  const file = join(deployment.dataDir, 'files', path!);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  for (let folder = dirname(file); folder !== deployment.dataDir; folder = dirname(folder)) expect((await stat(folder)).mode & 0o777).toBe(0o700);
});
