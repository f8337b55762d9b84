import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Upload } from 'tus-js-client';

/** A file on the disk, of bytes that nothing knows in advance. */
export interface Large {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Writes a PDF of `size` bytes, different with each `seed`. */
export async function makeLarge(path: string, size: number, seed: string): Promise<Large> {
  const hash = createHash('sha256');
  function* blocks() {
    let block = createHash('sha512').update(seed).digest();
    for (let left = size; left > 0;) {
      block = createHash('sha512').update(block).digest();
      const piece = (left === size ? Buffer.from('%PDF-1.7\n') : Buffer.concat(Array.from({ length: 1024 }, () => block))).subarray(0, left);
      left -= piece.length;
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(Readable.from(blocks()), createWriteStream(path));
  return { path, size, sha256: hash.digest('hex') };
}

export interface Uploading {
  /** As in `http://127.0.0.1:8000/api/v1/files/tus`. */
  readonly endpoint: string;
  readonly token: string;
  readonly chunkSize?: number;
}

/** What came of an upload. */
export interface Uploaded {
  /** Id of the file, from the answer to the last request. */
  readonly fileId: string | undefined;
  readonly url: string;
  /** Methods of all requests, in order, without those that got no answer. */
  readonly answered: readonly string[];
}

/** Uploads with tus-js-client, as an application does. Rejects with its error. */
export function uploadWithTus({ path, size }: Large, { chunkSize, endpoint, token }: Uploading): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const answered: string[] = [];
    let fileId: string | undefined;
    const upload = new Upload(createReadStream(path), {
      endpoint, uploadSize: size, metadata: { filename: 'large.pdf', filetype: 'application/pdf' }, headers: { authorization: `Bearer ${token}` },
      retryDelays: [10, 50, 100, 500, 1_000, 2_000], ...(chunkSize === undefined ? {} : { chunkSize }),
      onAfterResponse: (request, response) => {
        answered.push(request.getMethod());
        fileId = response.getHeader('Aurora-File-Id') ?? fileId;
      },
      onError: reject,
      onSuccess: () => resolve({ fileId, url: upload.url!, answered }),
    });
    upload.start();
  });
}
