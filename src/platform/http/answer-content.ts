import type { ServerResponse } from 'node:http';
import { AuroraError, matchesWeakly, parseEntityTags, type Content } from '@aurora/kernel';
import { create as contentDisposition } from 'content-disposition';
import type { HeaderList } from './answer.ts';
import { digestField } from './body-digest.ts';
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
  const own: HeaderList = ['x-correlation-id', exchange.correlationId, ...withoutPolicy, ...exchange.extraHeaders, 'content-security-policy', "default-src 'none'; sandbox", ...validators];
  if (unchanged(exchange, content)) {
    response.writeHead(304, own).end();
    return;
  }
  const range = rangeOf(exchange, content);
  const digest = content.sha256 === undefined ? undefined : digestField(content.sha256);
  const length = range ? range.end - range.start + 1 : content.size;
  const headers: HeaderList = [
    ...own, 'content-type', content.type, 'content-length', String(length), 'accept-ranges', 'bytes',
    'content-disposition', contentDisposition(content.name, { type: content.disposition }),
    ...(range ? ['content-range', `bytes ${range.start}-${range.end}/${content.size}`] : []),
    // Of the whole, whatever part is sent (RFC 9530).
    ...(digest === undefined ? [] : ['repr-digest', digest, ...(range ? [] : ['content-digest', digest])]),
  ];
  if (request.method === 'HEAD') {
    response.writeHead(200, headers).end();
    return;
  }
  const chunks = content.open(range)[Symbol.asyncIterator]();
  try {
    // What fails at once must fail before the answer has begun.
    let chunk = await chunks.next();
    response.writeHead(range ? 206 : 200, headers);
    for (; !chunk.done; chunk = await chunks.next()) if (!await written(response, chunk.value)) return;
    response.end();
  } finally {
    await chunks.return?.();
  }
}

/** Writes a chunk and waits until the system has it; false if the client has left. */
function written(response: ServerResponse, chunk: Uint8Array): Promise<boolean> {
  return new Promise(resolve => {
    const left = (): void => resolve(false);
    response.once('close', left);
    response.write(chunk, error => {
      response.off('close', left);
      resolve(!error);
    });
  });
}

const withoutPolicy = securityHeaders.filter((_, index, all) => all[index - (index % 2)] !== 'content-security-policy');
