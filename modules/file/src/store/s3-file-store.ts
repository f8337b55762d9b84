import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AuroraError, type ContentStream } from '@aurora/kernel';
import { create as contentDisposition } from 'content-disposition';
import { requirePath } from './content-path.ts';
import type { ByteRange, FileStore, Incoming, ServedAs } from './file-store.ts';
import { isMissing, s3Failure } from './s3-failure.ts';
import type { S3Place } from './store-address.ts';

/** Bytes of a part, the least that S3 takes: as much of each upload is in memory. */
const partSize = 5 * 1024 ** 2;

/** Milliseconds in which a connection must stand, an answer must come, a part must have gone, and the next bytes must come. */
const defaults = { connecting: 3_000, answering: 5_000, sending: 30_000, stalling: 30_000 };

/** Seconds that a signature of S3 holds at most. */
const longestLink = 7 * 24 * 3600;

/** Requests at once. A download holds one for as long as its client reads. */
const connections = 1_000;

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const quiet = { trace: () => undefined, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Files in a bucket of an S3-compatible server, under the same paths as on a disk behind a prefix. The server sees to it that an object
 * is whole before it is seen, and compares each part with its SHA-256, which the signature covers.
 */
export class S3FileStore implements FileStore {
  readonly #place: S3Place;
  readonly #client: S3Client;
  readonly #patience: typeof defaults;

  constructor(place: S3Place, credentials: S3Credentials, patience: Partial<typeof defaults> = {}) {
    this.#place = place;
    this.#patience = { ...defaults, ...patience };
    const { connecting, sending } = this.#patience;
    this.#client = new S3Client({
      credentials, region: place.region, logger: quiet, maxAttempts: 3,
      ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint, forcePathStyle: true }),
      // The SDK's checksums of its own are refused by servers other than AWS.
      requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: connecting, requestTimeout: sending, throwOnRequestTimeout: true, httpAgent: { keepAlive: true, maxSockets: connections }, httpsAgent: { keepAlive: true, maxSockets: connections } },
    });
  }

  /** Rejects with what the server says unless the bucket is there and these credentials may list it. */
  async check(): Promise<void> {
    await this.#client.send(new ListObjectsV2Command({ Bucket: this.#place.bucket, Prefix: this.#place.prefix, MaxKeys: 1 }), this.#quick);
  }

  async place({ file, size }: Incoming, path: string): Promise<void> {
    const object = this.#object(path);
    if (await this.has(path, size)) return;
    // A body in memory can be signed with its digest, and sent again.
    const small = size <= partSize ? await readFile(file) : undefined;
    await this.#told(async () => (small
      ? this.#client.send(new PutObjectCommand({ ...object, Body: small, ContentLength: small.length }))
      : new Upload({ client: this.#client, params: { ...object, Body: createReadStream(file) }, partSize, queueSize: 1 }).done()));
  }

  async has(path: string, size: number): Promise<boolean> {
    const object = this.#object(path);
    return this.#told(async () => {
      try {
        return (await this.#client.send(new HeadObjectCommand(object), this.#quick)).ContentLength === size;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    });
  }

  async *open(path: string, range?: ByteRange): ContentStream {
    const object = this.#object(path);
    const answer = await this.#told(async () => {
      try {
        return await this.#client.send(new GetObjectCommand({ ...object, ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}) }), this.#quick);
      } catch (error) {
        if (isMissing(error)) throw new AuroraError('INTERNAL', undefined, { cause: new Error(`nothing lies at ${path}`) });
        throw error;
      }
    });
    yield* whole(answer.Body as Readable, range ? range.end - range.start + 1 : answer.ContentLength!, this.#patience.stalling);
  }

  async link(path: string, { disposition, name, type }: ServedAs, ttl: number): Promise<{ readonly url: string; readonly expires: number }> {
    const seconds = Math.max(1, Math.min(longestLink, Math.floor(ttl / 1000)));
    const expires = Math.floor(Date.now() / 1000 + seconds) * 1000;
    const command = new GetObjectCommand({ ...this.#object(path), ResponseContentType: type, ResponseContentDisposition: contentDisposition(name, { type: disposition }), ResponseCacheControl: `private, max-age=${seconds}` });
    return { url: await getSignedUrl(this.#client, command, { expiresIn: seconds }), expires };
  }

  async remove(path: string): Promise<void> {
    const object = this.#object(path);
    await this.#told(async () => {
      await this.#client.send(new DeleteObjectCommand(object), this.#quick).catch(error => {
        if (!isMissing(error)) throw error;
      });
    });
  }

  async sweep(age: number): Promise<number> {
    const { bucket: Bucket, prefix: Prefix } = this.#place;
    const before = Date.now() - age;
    return this.#told(async () => {
      const { Uploads = [] } = await this.#client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }), this.#quick);
      const old = Uploads.filter(({ Initiated }) => Initiated !== undefined && Initiated.getTime() < before);
      for (const { Key, UploadId } of old) {
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), this.#quick).catch(error => {
          if (!isMissing(error)) throw error;
        });
      }
      return old.length;
    });
  }

  close(): void {
    this.#client.destroy();
  }

  get #quick(): { readonly requestTimeout: number } {
    return { requestTimeout: this.#patience.answering };
  }

  #object(path: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#place.bucket, Key: this.#place.prefix + requirePath(path) };
  }

  async #told<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw s3Failure(error);
    }
  }
}

/** The bytes of an answer, `size` of them: fails where the connection ends early or nothing comes for too long. A reader may take their time. */
async function* whole(body: Readable, size: number, stalling: number): ContentStream {
  const watch = () => setTimeout(() => body.destroy(new Error('nothing came for too long')), stalling);
  let watching = watch();
  let left = size;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      clearTimeout(watching);
      left -= chunk.length;
      yield chunk;
      watching = watch();
    }
    if (left !== 0) throw new Error(`${Math.abs(left)} bytes too ${left > 0 ? 'few' : 'many'} came`);
  } catch (error) {
    throw s3Failure(error);
  } finally {
    clearTimeout(watching);
    body.destroy();
  }
}
