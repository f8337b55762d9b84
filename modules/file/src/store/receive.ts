import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { AuroraError, type ContentStream } from '@aurora/kernel';
import type { Incoming } from './file-store.ts';
import { storageFailure, unlessMissing } from './storage-failure.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Writes `content` into a new file while it is hashed, one chunk at a time, and makes it durable. The file is gone if that fails. */
export async function receiveInto(file: string, content: ContentStream, limit: number): Promise<Incoming> {
  const discard = () => unlessMissing(unlink(file));
  try {
    const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      const hash = createHash('sha256');
      const size = await copy(content, handle, hash, limit);
      await handle.datasync();
      return { sha256: hash.digest('hex'), size, file, discard };
    } finally {
      await handle.close();
    }
  } catch (error) {
    await discard();
    throw storageFailure(error);
  }
}

async function copy(content: ContentStream, handle: FileHandle, hash: Hash, limit: number): Promise<number> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > limit) throw new AuroraError('PAYLOAD_TOO_LARGE', `Files may have at most ${limit} bytes.`, { details: { limit } });
    const written = writeWhole(handle, chunk);
    hash.update(chunk);
    await written;
  }
  return size;
}

async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length;) offset += (await handle.write(chunk, offset)).bytesWritten;
}
