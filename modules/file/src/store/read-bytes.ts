import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ContentStream } from '@aurora/kernel';
import type { ByteRange } from './file-store.ts';

/** Bytes per read. */
const chunkSize = 256 * 1024;

/** The bytes of a regular file; a symbolic link or anything else under that name is refused, and so is one that ends too early. */
export async function* readBytes(file: string, range?: ByteRange): ContentStream {
  // Without O_NONBLOCK, opening a pipe that somebody put there would wait for its writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error(`${file} is not a regular file`);
    const end = range ? range.end + 1 : found.size;
    for (let position = range?.start ?? 0; position < end;) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(chunkSize, end - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new Error(`${file} ends before byte ${end}`);
      position += bytesRead;
      yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
