import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OwnS3, testFolder, until, type TestFolder } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { contentPath } from '../src/store/content-path.ts';
import type { FileStore, Incoming } from '../src/store/file-store.ts';
import { localFolder, openStore } from '../src/store/open-store.ts';
import { S3FileStore } from '../src/store/s3-file-store.ts';
import { Spool } from '../src/store/spool.ts';
import { parseStoreAddress, type S3Place } from '../src/store/store-address.ts';
import { newBucket, s3Server } from './bucket.ts';
import { all, bytes, codeOf } from './calls.ts';

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
const credentials = { accessKeyId: OwnS3.credentials.AWS_ACCESS_KEY_ID, secretAccessKey: OwnS3.credentials.AWS_SECRET_ACCESS_KEY };

/** Larger than two parts of an upload. */
const large = Buffer.alloc(11 * 1024 ** 2 + 7, 'large ');

let folder: TestFolder;
let spool: Spool;
beforeAll(async () => {
  folder = await testFolder();
  spool = new Spool(join(folder.path, 'files/incoming'));
});
afterAll(async () => { await folder[Symbol.asyncDispose](); });

const arrived = (data: Uint8Array | string): Promise<Incoming> => spool.receive(bytes(data), 1024 ** 3);

/** Places bytes and answers their path. */
async function placed(store: FileStore, data: Uint8Array | string): Promise<string> {
  const incoming = await arrived(data);
  const path = contentPath(incoming.sha256);
  await store.place(incoming, path);
  await incoming.discard();
  return path;
}

interface Workbench {
  readonly store: FileStore;
  /** Every path at which something lies. */
  readonly paths: () => Promise<string[]>;
}

function conforms(open: () => Promise<Workbench>): void {
  let store: FileStore;
  let paths: Workbench['paths'];
  beforeAll(async () => { ({ paths, store } = await open()); });
  afterAll(() => store.close());

  test.each([['one byte', Buffer.from('x')], ['some bytes', Buffer.alloc(200_000, 'some ')], ['many bytes', large]])('gives back %s, whole and in part', async (_, data) => {
    const path = await placed(store, data);
    expect(sha256(await all(store.open(path)))).toBe(sha256(data));
    const last = data.length - 1;
    for (const [start, end] of [[0, 0], [last, last], [Math.floor(last / 3), Math.floor(last / 2)]] as const) {
      expect(await all(store.open(path, { start, end }))).toEqual(data.subarray(start, end + 1));
    }
    await store.remove(path);
  });

  test('knows what it has, by path and size', async () => {
    const path = await placed(store, 'known');
    expect([await store.has(path, 5), await store.has(path, 4), await store.has(contentPath('ab'.repeat(32)), 5)]).toEqual([true, false, false]);
    await store.remove(path);
    expect(await store.has(path, 5)).toBe(false);
  });

  test('takes the same twice, and at once, and has it once', async () => {
    const [one, two, three] = [await arrived('same'), await arrived('same'), await arrived('same')];
    const path = contentPath(one.sha256);
    await Promise.all([store.place(one, path), store.place(two, path)]);
    await store.place(three, path);
    expect((await paths()).filter(found => found.startsWith(path.slice(0, 70)))).toEqual([path]);
    expect(await all(store.open(path))).toEqual(Buffer.from('same'));
    for (const incoming of [one, two, three]) await incoming.discard();
    await store.remove(path);
  });

  test('removes for good, and again', async () => {
    const path = await placed(store, 'gone');
    await store.remove(path);
    await store.remove(path);
    await expect(all(store.open(path))).rejects.toThrow();
    expect(await paths()).not.toContain(path);
  });

  test('shows nothing of what has not arrived whole', async () => {
    const incoming = await arrived(large);
    const path = contentPath(incoming.sha256);
    const seen: boolean[] = [];
    let done = false;
    const watching = (async () => {
      // What is seen there is whole.
      while (!done) if ((await paths()).includes(path)) seen.push(await store.has(path, large.length));
    })();
    await store.place(incoming, path);
    done = true;
    await watching;
    expect(new Set(seen)).not.toContain(false);
    expect(await store.has(path, large.length)).toBe(true);
    await incoming.discard();
    await store.remove(path);
  });

  test.each(['some', large])('keeps nothing of what cannot be read', async data => {
    const before = await paths();
    const incoming = await arrived(data);
    await rm(incoming.file);
    await expect(store.place(incoming, contentPath(incoming.sha256))).rejects.toThrow();
    expect(await paths()).toEqual(before);
  });

  test('lets a reader leave early', async () => {
    const path = await placed(store, large);
    let taken = 0;
    for await (const chunk of store.open(path)) {
      taken += chunk.length;
      break;
    }
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(large.length);
    expect((await all(store.open(path, { start: 0, end: 4 }))).toString()).toBe('large');
    await store.remove(path);
  });

  test.each(['../secret', '/etc/passwd', 'ab/cd/ef', `ab/ab/${'ab'.repeat(32)}.0123456789/x`])('refuses the path %j', async path => {
    await expect(store.has(path, 1)).rejects.toThrow('not a path of the file store');
    await expect(all(store.open(path))).rejects.toThrow('not a path of the file store');
    await expect(store.remove(path)).rejects.toThrow('not a path of the file store');
  });
}

describe('the local store', () => conforms(async () => ({
  store: await openStore({ address: 'local' }, folder.path),
  paths: async () => (await readdir(localFolder(folder.path), { recursive: true })).filter(path => path.length > 64 && !path.startsWith('incoming')),
})));

describeWith('s3', 'the S3 store', () => {
  conforms(async () => {
    const bucket = await newBucket();
    return { store: await openStore(parseStoreAddress(bucket.address), folder.path), paths: bucket.paths };
  });

  test('ends uploads that crashed processes have left, and no others', async () => {
    const s3 = await s3Server();
    const Bucket = await s3.makeBucket();
    const store = await openStore(parseStoreAddress(s3.address(Bucket, 'a')), folder.path);
    const client = s3.client();
    for (const Key of ['a/one', 'a/two', 'b/other']) await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    client.destroy();
    expect([await store.sweep(3_600_000), await store.sweep(-10_000), await store.sweep(-10_000)]).toEqual([0, 2, 0]);
    store.close();
  });

  test.each([
    ['a secret that is wrong', { AWS_ACCESS_KEY_ID: 'test:tester', AWS_SECRET_ACCESS_KEY: 'wrong-secret-77' }, 'refuses the credentials'],
    ['an account that is not there', { AWS_ACCESS_KEY_ID: 'test:nobody', AWS_SECRET_ACCESS_KEY: 'wrong-secret-77' }, 'refuses the credentials'],
    ['no credentials', {}, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
  ])('refuses %s, without telling it', async (_, env, message) => {
    const { address } = await newBucket();
    const error = await openStore(parseStoreAddress(address), folder.path, env).then(() => undefined, (failure: Error) => failure);
    expect(error).toMatchObject({ name: 'StoreError', message: expect.stringContaining(message) });
    expect(JSON.stringify([error, error!.stack, error!.message, error!.cause])).not.toContain('wrong-secret-77');
  });

  test('says that a bucket is not there, and that nobody answers', async () => {
    const s3 = await s3Server();
    await expect(openStore(parseStoreAddress(s3.address('no-such-bucket')), folder.path)).rejects.toThrow('there is no such bucket');
    await expect(openStore(parseStoreAddress('s3://bucket?endpoint=http://127.0.0.1:1'), folder.path)).rejects.toThrow('ECONNREFUSED');
  });

  test('one that goes away is unavailable, whether it refuses or stands still, and is used again when it is back', async () => {
    await using s3 = await OwnS3.start();
    const { s3: place } = parseStoreAddress(s3.address(await s3.makeBucket())) as { readonly s3: S3Place };
    const store = new S3FileStore(place, credentials, { answering: 300, sending: 300, connecting: 300 });
    const path = await placed(store, 'stays');
    // What is asked of one that stands still may be done once it goes on.
    const other = contentPath('ab'.repeat(32));
    const fails = async () => {
      const incoming = await arrived('new');
      const codes = await Promise.all([store.has(path, 5), all(store.open(path)), store.remove(other), store.place(incoming, contentPath(incoming.sha256)), store.sweep(0)].map(codeOf));
      await incoming.discard();
      return [...new Set(codes)];
    };
    s3.freeze();
    expect(await fails()).toEqual(['UNAVAILABLE']);
    s3.thaw();
    await until(() => store.has(path, 5).catch(() => false));
    await s3.kill();
    expect(await fails()).toEqual(['UNAVAILABLE']);
    await s3.start();
    expect((await all(store.open(path))).toString()).toBe('stays');
    store.close();
  });
});

test.each([
  ['s3://bucket', 's3://bucket?region=us-east-1'],
  ['s3://bucket?prefix=/a//b&endpoint=http://localhost:9000/', 's3://bucket?endpoint=http%3A%2F%2Flocalhost%3A9000&region=us-east-1&prefix=a%2Fb%2F'],
  ['s3://b.c-d?region=eu-central-1&endpoint=https://s3.example.edu', 's3://b.c-d?endpoint=https%3A%2F%2Fs3.example.edu&region=eu-central-1'],
])('the address %s is written %s', (given, address) => {
  expect(parseStoreAddress(given).address).toBe(address);
  expect(parseStoreAddress(address)).toEqual(parseStoreAddress(given));
});

test.each([
  'S3', 'http://bucket', 's3://', 's3://ab', 's3://Bucket_1', 's3://bucket/prefix', 's3://bucket#x', 's3://bucket?prefix=..', 's3://bucket?region=a&region=b', 's3://bucket?key=wrong-secret-77',
  's3://key:wrong-secret-77@bucket', 's3://bucket?endpoint=ftp://host', 's3://bucket?endpoint=http://key:wrong-secret-77@host', 's3://bucket?endpoint=http://host/path',
])('the address %s is refused, and not repeated', given => {
  const refused = () => parseStoreAddress(given);
  expect(refused).toThrow(/^(?:must|takes) /);
  expect(refused).not.toThrow('wrong-secret-77');
});
