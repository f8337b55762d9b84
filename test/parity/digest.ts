import { createHash } from 'node:crypto';
import type { ContentStream } from '@aurora/kernel';

/** The number of bytes and their SHA-256 digest. */
export async function digest(bytes: ContentStream): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
  }
  return `${size} bytes, sha256 ${hash.digest('hex')}`;
}
