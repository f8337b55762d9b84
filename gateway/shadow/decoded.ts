import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/** Bytes of a body without its content encoding; more are not made, and not compared. */
export const largestDecoded = 2 * 1024 ** 2;

const limit = { maxOutputLength: largestDecoded };
const decoders = new Map<string, (body: Buffer) => Promise<Buffer>>([
  ['gzip', body => promisify(gunzip)(body, limit)],
  ['deflate', body => promisify(inflate)(body, limit)],
  ['br', body => promisify(brotliDecompress)(body, limit)],
]);

export type Decoded = Buffer | 'too large' | 'undecodable';

/** A body without its content encoding, decoded off this thread and never beyond the limit. */
export async function decoded(body: Buffer, encoding: string | undefined): Promise<Decoded> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return body.length > largestDecoded ? 'too large' : body;
  try {
    return await decoders.get(name)?.(body) ?? 'undecodable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'undecodable';
  }
}
