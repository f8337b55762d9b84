import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OwnS3, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import type { StorageStatus } from '@aurora/platform/storage';
import { newBucket, s3Server, type Bucket } from './bucket.ts';
import { bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { download } from './link-to.ts';
import type { FileHost } from './open-host.ts';

const text = (number: number) => `content ${number} `.repeat(number);
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

const upload = async ({ port }: FileHost, data: string) => (await port.upload({ name: 'a.txt', content: bytes(data) }, call())).id;
const downloadText = async (host: FileHost, id: string): Promise<string> => (await download(host, id)).toString();

/** Waits until the move has ended and nothing is left to follow; answers what became of it. */
const ended = (host: FileHost): Promise<StorageStatus> => until(async () => {
  const status = await host.storage.storageStatus({}, call());
  return status.move?.stage !== 'copying' && status.move?.waiting === 0 && status;
});

async function moved(host: FileHost, to?: string): Promise<StorageStatus> {
  await host.storage.startStorageMove({ to }, call());
  return ended(host);
}

for (const engine of ['sqlite', 'mariadb'] as const) {
  const withDatabase = (title: string, tests: () => void) => (engine === 'mariadb' ? describeWith('mariadb', title, () => describeWith('s3', title, tests)) : describeWith('s3', title, tests));
  withDatabase(`files between stores, ${engine}`, () => {
    let deployment: Deployment;
    let bucket: Bucket;
    beforeEach(async () => {
      deployment = await Deployment.create(engine);
      bucket = await newBucket();
    });
    afterEach(async () => { await deployment[Symbol.asyncDispose](); });

    test('go to S3 and come back, with what has come and gone since', async () => {
      const host = await deployment.restart();
      const ids = new Map<string, string>();
      for (let number = 1; number <= 20; number += 1) ids.set(await upload(host, text(number)), text(number));
      const [gone, goneThere] = ids.keys();
      const there = await moved(host, bucket.address);
      expect(there).toMatchObject({ store: bucket.address, origin: 'local', move: { stage: 'arrived', number: 1, error: null, copied: { contents: 20 }, total: { contents: 20 } } });
      expect(await bucket.paths()).toHaveLength(20);

      // What lies on the disk is not read any more.
      await rename(join(deployment.dataDir, 'files'), join(deployment.dataDir, 'aside'));
      for (const [id, data] of ids) expect(await downloadText(host, id)).toBe(data);
      await rename(join(deployment.dataDir, 'aside'), join(deployment.dataDir, 'files'));

      const late = await upload(host, 'late');
      ids.set(late, 'late');
      const same = await upload(host, text(3));
      ids.set(same, text(3));
      for (const id of [gone!, goneThere!]) {
        await host.port.delete({ id }, call());
        ids.delete(id);
      }
      expect(await bucket.paths()).toHaveLength(19);
      expect(await deployment.stored()).toHaveLength(18);

      expect(await moved(host)).toMatchObject({ store: 'local', origin: bucket.address, move: { stage: 'arrived', number: 2 } });
      // Asked for again, nothing happens.
      expect(await moved(host)).toMatchObject({ store: 'local', move: { number: 2 } });
      expect(await deployment.stored()).toHaveLength(19);
      for (const [id, data] of ids) expect(await downloadText(host, id)).toBe(data);
      for (const id of ids.keys()) await host.port.delete({ id }, call());
      expect([await deployment.stored(), await bucket.paths()]).toEqual([[], []]);
      expect([await deployment.sql('select * from content'), await deployment.sql('select * from loose_content')]).toEqual([[], []]);
    }, 120_000);

    test('a later start and other hosts find the store, whatever they are told', async () => {
      const host = await deployment.restart();
      const other = await deployment.host();
      const id = await upload(host, 'one');
      await moved(host, bucket.address);
      const [late] = [await upload(other, 'two')];
      expect(await bucket.paths()).toHaveLength(2);
      expect([await downloadText(other, id), await downloadText(host, late)]).toEqual(['one', 'two']);
      const later = await deployment.restart();
      expect([await downloadText(later, id), (await later.storage.storageStatus({}, call())).store]).toEqual(['one', bucket.address]);
    });

    test('a copy that was being made when its content went away does not stay', async () => {
      const host = await deployment.host();
      const id = await upload(host, 'one');
      await host.storage.startStorageMove({ to: bucket.address }, call());
      // As a process leaves it that was killed between the copy and the row that tells of it.
      const [move] = await deployment.sql<{ target: number }>('select target from store_move');
      const path = `ab/ab/${'ab'.repeat(32)}.0123456789`;
      await deployment.sql('insert into loose_content (path, store, doomed) values (?, ?, 0)', path, move!.target);
      await bucket.put(path, 'left');
      await host.start();
      await ended(host);
      await until(async () => (await deployment.sql('select path from loose_content')).length === 0);
      expect(await bucket.paths()).toHaveLength(1);
      expect(await downloadText(host, id)).toBe('one');
    });
  });
}

describeWith('s3', 'a move between stores', () => {
  let deployment: Deployment;
  let bucket: Bucket;
  let host: FileHost;
  beforeEach(async () => {
    deployment = await Deployment.create();
    bucket = await newBucket();
    host = await deployment.restart();
  });
  afterEach(async () => { await deployment[Symbol.asyncDispose](); });

  test('goes from bucket to bucket, and leaves nothing at the third place', async () => {
    const second = await newBucket();
    const id = await upload(host, 'one');
    await moved(host, bucket.address);
    expect(await moved(host, second.address)).toMatchObject({ store: second.address, origin: bucket.address });
    await until(async () => (await deployment.stored()).length === 0);
    expect([(await bucket.paths()).length, (await second.paths()).length, await downloadText(host, id)]).toEqual([1, 1, 'one']);
    expect(await moved(host, 'local')).toMatchObject({ store: 'local', origin: second.address });
    await until(async () => (await bucket.paths()).length === 0);
    expect([await downloadText(host, id), (await deployment.stored()).length]).toEqual(['one', 1]);
  });

  test('a file whose bytes are not there whole stops it, by name, and the files stay where they are', async () => {
    await upload(host, 'sound');
    const id = await upload(host, 'damaged');
    const path = (await deployment.stored()).find(stored => stored.includes(sha256('damaged')))!;
    await writeFile(join(deployment.dataDir, 'files', path), 'DAMAGED');
    expect(await moved(host, bucket.address)).toMatchObject({ store: 'local', move: { stage: 'failed', error: expect.stringContaining(`file ${id} at local`) } });
    await rm(join(deployment.dataDir, 'files', path));
    expect(await moved(host, bucket.address)).toMatchObject({ store: 'local', move: { stage: 'failed', number: 2 } });
    // Uploaded again, they are there again.
    await upload(host, 'damaged');
    expect(await moved(host, bucket.address)).toMatchObject({ store: bucket.address, move: { stage: 'arrived', number: 3 } });
    expect(await downloadText(host, id)).toBe('damaged');
  });

  test('is refused where it cannot succeed, and changes nothing', async () => {
    const s3 = await s3Server();
    const start = (to?: string) => host.storage.startStorageMove({ to }, call());
    await expect(start()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('no way back') });
    await expect(start('local')).rejects.toMatchObject({ code: 'CONFLICT', message: 'The files are at local already.' });
    await expect(start(s3.address('no-such-bucket'))).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('there is no such bucket') });
    await expect(start('s3://bucket?endpoint=http://127.0.0.1:1')).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('ECONNREFUSED') });
    expect(await codeOf(start('s3://bucket/path'))).toBe('VALIDATION_FAILED');
    expect(await codeOf(host.storage.cancelStorageMove({}, call()))).toBe('CONFLICT');
    await host.storage.checkStorage({ to: bucket.address }, call());
    expect([await host.storage.storageStatus({}, call()), await bucket.paths()]).toEqual([{ module: 'file', store: 'local', origin: null, move: null }, []]);
  });

  test('a host that stood still while another took over commits nothing, and what it had copied goes', async () => {
    const s3 = await s3Server();
    await using still = await Deployment.create();
    const host = await still.host();
    const ids = [await upload(host, 'one'), await upload(host, 'two')];
    await host.storage.startStorageMove({ to: bucket.address }, call());
    // Once its copies are noted, nothing of the store answers.
    s3.freeze();
    await host.start();
    const noted = await until(async () => {
      const rows = await still.sql<{ path: string; doomed: number }>('select path, doomed from loose_content');
      return rows.length === 2 && rows;
    });
    // As another host does that takes the work over.
    await still.sql("update store_move set holder = 'another', held_until = '2000-01-01T00:00:00.000Z'");
    await still.sql('update loose_content set doomed = 1');
    s3.thaw();
    expect(await ended(host)).toMatchObject({ store: bucket.address, move: { stage: 'arrived', copied: { contents: 2 } } });
    await until(async () => (await still.sql('select path from loose_content')).length === 0);
    const paths = await bucket.paths();
    expect(paths).toHaveLength(2);
    for (const { path } of noted) expect(paths).not.toContain(path);
    for (const [index, id] of ids.entries()) expect(await downloadText(host, id)).toBe(['one', 'two'][index]);
  });

  test('waits for a store that is away, says so, can be given up, and goes on from what it has', async () => {
    await using s3 = await OwnS3.start();
    const name = await s3.makeBucket();
    const address = s3.address(name);
    const ids: string[] = [];
    for (let number = 1; number <= 3; number += 1) ids.push(await upload(host, text(number)));
    expect(await moved(host, address)).toMatchObject({ store: address });
    ids.push(await upload(host, text(4)));
    await s3.kill();
    await host.storage.startStorageMove({ to: bucket.address }, call());
    await expect(host.storage.startStorageMove({ to: 'local' }, call())).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('on their way') });
    expect(await until(async () => (await host.storage.storageStatus({}, call())).move?.error)).toContain('it does not answer');
    expect(await host.storage.cancelStorageMove({}, call())).toMatchObject({ store: address, move: { stage: 'cancelled' } });
    await s3.start();
    expect(await moved(host, bucket.address)).toMatchObject({ store: bucket.address, move: { stage: 'arrived', number: 3 } });
    for (const [index, id] of ids.entries()) expect(await downloadText(host, id)).toBe(text(index + 1));
  });
});
