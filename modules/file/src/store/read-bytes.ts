import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ContentStream } from '@aurora/kernel';
import type { ByteRange } from './file-store.ts';

/** Bytes per read. */
const chunkSize = 128 * 1024;

/**
 * The bytes of a regular file, read one chunk ahead into two buffers in turn: a chunk is overwritten once the next is asked for.
 * A symbolic link or anything else under that name is refused, and so is a file that ends too early.
 */
export async function* readBytes(file: string, range?: ByteRange): ContentStream {
  // Without O_NONBLOCK, opening a pipe that somebody put there would wait for its writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  let reading: ReturnType<typeof handle.read<Buffer>> | undefined;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error(`${file} is not a regular file`);
    const end = range ? range.end + 1 : found.size;
    let position = range?.start ?? 0;
    const size = Math.min(chunkSize, end - position);
    const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
    let turn = 0;
    const read = (from: number) => {
      const length = Math.min(size, end - from);
      turn = 1 - turn;
      return length > 0 ? handle.read(buffers[turn]!, 0, length, from) : undefined;
    };
    for (reading = read(position); reading;) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) throw new Error(`${file} ends before byte ${end}`);
      position += bytesRead;
      reading = read(position);
      yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
    }
  } finally {
    // What is read ahead for a reader who has left must not fail unheard, nor after the file was closed.
    await reading?.catch(() => undefined);
    await handle.close();
  }
}
