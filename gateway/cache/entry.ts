import type { Answer } from '../shadow/index.ts';

/** Bytes of a body; larger ones are not kept. */
export const largestEntry = 256 * 1024;

/** Headers that are the answer's own; all others belong to one request, or to the connection. */
const ownHeaders = ['content-type', 'content-encoding', 'content-language', 'cache-control', 'etag', 'last-modified', 'link', 'vary', 'deprecation', 'sunset'] as const;

/** What a key tells apart, and `Origin`: none of the headers by which CORS depends on it is kept. */
const knownVary = /^(?:accept|accept-encoding|origin)$/;

const variesBeyondKey = (vary: string): boolean => vary.split(',').some(name => !knownVary.test(name.trim().toLowerCase()));

/** A copy of an answer with status 200. */
export class Entry {
  /** Name and value in turn, as `writeHead` takes them, without `content-length` and whatever is of one request. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The `ETag` header. */
  readonly etag: string | undefined;

  constructor(headers: readonly string[], body: Buffer) {
    this.headers = headers;
    this.body = body;
    const at = headers.indexOf('etag');
    this.etag = at < 0 ? undefined : headers[at + 1];
  }

  /** A copy of `answer`; undefined if it may not be kept: another status, no whole body, one that is too large, a cookie, `no-store`, or a `Vary` by what no key tells apart. */
  static of({ status, headers, body }: Answer): Entry | undefined {
    if (status !== 200 || !body || body.length > largestEntry || headers['set-cookie'] !== undefined) return undefined;
    if (/\bno-store\b/i.test(headers['cache-control'] ?? '') || variesBeyondKey(headers['vary'] ?? 'accept')) return undefined;
    return new Entry(ownHeaders.flatMap(name => (headers[name] === undefined ? [] : [name, headers[name]])), body);
  }
}
