import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
// Sees to it that the server ends with the tests.
import './bucket.ts';
import { bytes, call, codeOf } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { begin, complete, newPdf, passUrls, pathOf, send, sha256 } from './direct-client.ts';
import { download } from './link-to.ts';
import type { FileHost } from './open-host.ts';
import { pdf } from './samples.ts';

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

  test('what is sent after it is complete is served to nobody, and goes once the URL has ended', async () => {
    const [whole, later] = [newPdf(), newPdf()];
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    const { id } = await complete(host, begun);
    expect(await send(begun, later)).toBe(200);
    expect(sha256(await download(host, id))).toBe(sha256(whole));
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
    expect(sha256(await download(host, id))).toBe(sha256(whole));
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
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(whole));
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
    for (const { id } of files) expect(sha256(await download(host, id))).toBe(sha256(whole));
    await host.port.delete({ id: before.id }, call());
    expect(sha256(await download(host, files[2]!.id))).toBe(sha256(whole));
    await expectNothingElse(deployment);

    const direct = await begin(host.port, newPdf());
    const same = newPdf();
    await send(direct, same);
    const first = await complete(host, direct);
    const second = await host.port.upload({ name: 'again.pdf', content: bytes(same) }, call());
    expect(await deployment.stored()).toHaveLength(2);
    await host.port.delete({ id: first.id }, call());
    expect(sha256(await download(host, second.id))).toBe(sha256(same));
    await expectNothingElse(deployment);
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

  test('is completed where the files have moved meanwhile', async () => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    await host.start();
    await host.storage.startStorageMove({ to: 'local' }, call());
    expect(await until(async () => {
      const { move } = await host.storage.storageStatus({}, call());
      return move?.stage !== 'copying' && move;
    })).toMatchObject({ stage: 'arrived' });
    const { id } = await complete(host, begun);
    expect(sha256(await download(host, id))).toBe(sha256(whole));
    expect(await deployment.stored()).toEqual((await deployment.sql<{ path: string }>('select path from content')).map(({ path }) => path));
    expect(await codeOf(begin(host.port, whole))).toBe('CONFLICT');
  });
});

test('where the files are on the disk, the other ways are named', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  await expect(begin(port, pdf)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/POST \/files\/upload.*tus/) });
  expect(await port.usage({}, call())).toMatchObject({ files: 0 });
});
