import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { AuroraError, matchesWeakly, parseEntityTags, type Content, type ContentStream } from '@aurora/kernel';
import { create as contentDisposition } from 'content-disposition';
import type { HeaderList } from './answer.ts';
import { byteRange, type ByteRange } from './byte-range.ts';
import type { Exchange } from './exchange.ts';
import { securityHeaders } from './security-headers.ts';

/** The one range to answer with; undefined for the whole. */
function rangeOf(exchange: Exchange, content: Content): ByteRange | undefined {
  const { range: field, 'if-range': ifRange } = exchange.request.headers;
  if (field === undefined || exchange.request.method !== 'GET') return undefined;
  if (ifRange !== undefined && !stillTheSame(ifRange as string, content)) return undefined;
  const range = byteRange(field, content.size);
  if (range === 'outside') throw new AuroraError('RANGE_NOT_SATISFIABLE', undefined, { details: { size: content.size } });
  return range === 'whole' ? undefined : range;
}

/** If-Range compares strongly: an entity tag, or the exact date. */
function stillTheSame(field: string, content: Content): boolean {
  const tags = parseEntityTags(field);
  if (tags !== undefined) return tags !== '*' && tags.length === 1 && !tags[0]!.weak && tags[0]!.tag === content.tag;
  return field === new Date(content.modified).toUTCString();
}

function unchanged(exchange: Exchange, content: Content): boolean {
  const { 'if-none-match': tags, 'if-modified-since': since } = exchange.request.headers;
  if (tags !== undefined) return matchesWeakly(tags, content.tag);
  return since !== undefined && Math.floor(content.modified / 1000) * 1000 <= Date.parse(since);
}

/** Sends bytes with what HTTP says of them: conditions, one range, a safe name, and a policy under which no browser runs them. */
export async function sendContent(exchange: Exchange, content: Content): Promise<void> {
  const { request, response } = exchange;
  const validators: HeaderList = ['etag', `"${content.tag}"`, 'last-modified', new Date(content.modified).toUTCString(), 'cache-control', content.cacheControl];
  const own: HeaderList = ['x-correlation-id', exchange.correlationId, ...withoutPolicy, 'content-security-policy', "default-src 'none'; sandbox", ...validators];
  if (unchanged(exchange, content)) {
    response.writeHead(304, own).end();
    return;
  }
  const range = rangeOf(exchange, content);
  const length = range ? range.end - range.start + 1 : content.size;
  const headers: HeaderList = [
    ...own, 'content-type', content.type, 'content-length', String(length), 'accept-ranges', 'bytes',
    'content-disposition', contentDisposition(content.name, { type: content.disposition }),
    ...(range ? ['content-range', `bytes ${range.start}-${range.end}/${content.size}`] : []),
  ];
  if (request.method === 'HEAD') {
    response.writeHead(200, headers).end();
    return;
  }
  const bytes = await begun(content.open(range));
  response.writeHead(range ? 206 : 200, headers);
  await pipeline(bytes, response);
}

/** The bytes, once the first of them are there: what fails at once must fail before the answer has begun. */
async function begun(bytes: ContentStream): Promise<Readable> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): ContentStream {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return Readable.from(all(), { objectMode: false });
}

const withoutPolicy = securityHeaders.filter((_, index, all) => all[index - (index % 2)] !== 'content-security-policy');
