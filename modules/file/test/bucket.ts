import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll } from '@jest/globals';
import { OwnS3 } from '@aurora/test/running';
import { parseStoreAddress } from '../src/store/store-address.ts';

/** A bucket for the files of one deployment. */
export interface Bucket {
  /** Of a store in it. */
  readonly address: string;
  /** Every path in it. */
  paths(): Promise<string[]>;
  bytesAt(path: string): Promise<Buffer | undefined>;
  put(path: string, data: string): Promise<void>;
}

let server: Promise<OwnS3> | undefined;

/** The S3 server of this test file; hosts in this process get in. */
export function s3Server(): Promise<OwnS3> {
  Object.assign(process.env, OwnS3.credentials);
  return server ??= OwnS3.start();
}

afterAll(async () => { await (await server)?.[Symbol.asyncDispose](); });

const prefix = 'files/';

/** An empty bucket on the server of this test file. */
export async function newBucket(): Promise<Bucket> {
  const s3 = await s3Server();
  const bucket = await s3.makeBucket();
  return {
    address: parseStoreAddress(s3.address(bucket, prefix)).address,
    paths: async () => (await s3.keys(bucket)).map(key => key.slice(prefix.length)),
    put: async (path, data) => {
      const client = s3.client();
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + path, Body: data })).finally(() => client.destroy());
    },
    bytesAt: async path => {
      const client = s3.client();
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + path }));
        return Buffer.from(await Body!.transformToByteArray());
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        throw error;
      } finally {
        client.destroy();
      }
    },
  };
}
