import { parse as parseDisposition } from 'content-disposition';
import type { Content, ContentStream } from '@aurora/kernel';
import type { Dispatcher } from 'undici';

type Headers = Dispatcher.ResponseData['headers'];
type Range = { readonly start: number; readonly end: number } | undefined;

const text = (headers: Headers, name: string): string => String(headers[name] ?? '');

async function* bytesOf(get: (range: Range) => Promise<Pick<Dispatcher.ResponseData, 'body'>>, range: Range): ContentStream {
  for await (const chunk of (await get(range)).body) yield chunk as Uint8Array;
}

/** The content that the headers of a HEAD describe; `get` asks for its bytes once somebody opens it. */
export function remoteContent(headers: Headers, get: (range: Range) => Promise<Pick<Dispatcher.ResponseData, 'body'>>): Content {
  const digest = /(?:^|,)\s*sha-256=:([\w+/=]{44}):/.exec(text(headers, 'repr-digest'))?.[1];
  const { type, parameters } = parseDisposition(text(headers, 'content-disposition'));
  return {
    type: text(headers, 'content-type'), size: Number(text(headers, 'content-length')), name: parameters['filename'] ?? '',
    disposition: type === 'inline' ? 'inline' : 'attachment', tag: text(headers, 'etag').replace(/^"|"$/g, ''),
    modified: Date.parse(text(headers, 'last-modified')), cacheControl: text(headers, 'cache-control'),
    ...(digest === undefined ? {} : { sha256: Buffer.from(digest, 'base64').toString('hex') }),
    open: range => bytesOf(get, range),
  };
}
