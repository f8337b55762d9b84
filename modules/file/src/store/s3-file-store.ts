import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand, CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AuroraError, type ContentStream } from '@aurora/kernel';
import { create as contentDisposition } from 'content-disposition';
import { requirePath } from './content-path.ts';
import type { ByteRange, DirectStore, FileStore, Incoming, Invitation, Invited, ServedAs } from './file-store.ts';
import { isMissing, s3Failure } from './s3-failure.ts';
import type { S3Place } from './store-address.ts';

/** Bytes of a part, the least that S3 takes: as much of each upload is in memory. */
const partSize = 5 * 1024 ** 2;

/** Milliseconds in which a connection must stand, an answer must come, a part must have gone, the next bytes must come, and a copy must be made. */
const defaults = { connecting: 3_000, answering: 5_000, sending: 30_000, stalling: 30_000, copying: 300_000 };

/** Seconds that a signature of S3 holds at most. */
const longestLink = 7 * 24 * 3600;

/** Seconds that a URL lasts that is to last `ttl` milliseconds. */
const lifetime = (ttl: number): number => Math.max(1, Math.min(longestLink, Math.floor(ttl / 1000)));

/** When such a URL ends that was made at `from`, in milliseconds since the epoch: signatures tell the time in seconds. */
const endOf = (from: number, seconds: number): number => Math.floor(from / 1000 + seconds) * 1000;

/** Bytes that S3 takes, and copies, in one request. */
const mostAtOnce = 5 * 1024 ** 3;

/** A header that must be sent as it was signed. */
const signed = 'content-length';

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
  readonly direct: DirectStore = { most: mostAtOnce, invite: invited => this.#invite(invited), copy: (from, to) => this.#copy(from, to) };
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
    const seconds = lifetime(ttl);
    const expires = endOf(Date.now(), seconds);
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

  async #invite({ from, path, size, ttl }: Invited): Promise<Invitation> {
    const seconds = lifetime(ttl);
    const command = new PutObjectCommand({ ...this.#object(path), ContentLength: size });
    const url = await getSignedUrl(this.#client, command, { expiresIn: seconds, signingDate: new Date(from), signableHeaders: new Set(['host', signed]), unhoistableHeaders: new Set([signed]) });
    return { url, headers: { [signed]: String(size) }, expires: endOf(from, seconds) };
  }

  async #copy(from: string, to: string): Promise<boolean> {
    const source = this.#object(from);
    // Whoever sent it may have said of it how browsers are to read it: that stays behind.
    const command = new CopyObjectCommand({ ...this.#object(to), CopySource: `${source.Bucket}/${source.Key}`, MetadataDirective: 'REPLACE' });
    return this.#told(async () => {
      try {
        await this.#client.send(command, { requestTimeout: this.#patience.copying });
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    });
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
