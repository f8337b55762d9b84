import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ByteRange, ReusableBytes } from './file-store.ts';

/** Bytes per read. */
const chunkSize = 128 * 1024;

/**
 * The bytes of a regular file, read one chunk ahead; a symbolic link or anything else under that name is refused, and so is
 * a file that ends too early.
 */
export async function* readBytes(file: string, range?: ByteRange): ReusableBytes {
  // Without O_NONBLOCK, opening a pipe that somebody put there would wait for its writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  let ahead: Promise<unknown> = Promise.resolve();
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error(`${file} is not a regular file`);
    const start = range?.start ?? 0;
    const end = range ? range.end + 1 : found.size;
    const size = Math.min(chunkSize, end - start);
    const free: Buffer[] = [];
    const read = (position: number) => {
      const reading = handle.read(free.pop() ?? Buffer.allocUnsafeSlow(size), 0, Math.min(size, end - position), position);
      ahead = reading;
      return reading;
    };
    for (let position = start, reading = size > 0 ? read(start) : undefined; reading;) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) throw new Error(`${file} ends before byte ${end}`);
      position += bytesRead;
      reading = position < end ? read(position) : undefined;
      const done = yield bytesRead === size ? buffer : buffer.subarray(0, bytesRead);
      if (done?.buffer === buffer.buffer) free.push(buffer);
    }
  } finally {
    await ahead.catch(() => undefined);
    await handle.close();
  }
}
