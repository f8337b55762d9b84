import { promisify } from 'node:util';
import { gzip, brotliCompress, constants } from 'node:zlib';
import type { AuroraError } from '@aurora/kernel';
import Negotiator from 'negotiator';
import type { Exchange } from './exchange.ts';
import { jsonOf } from './lasting-json.ts';
import { allowOf } from './method-not-allowed.ts';
import { errorBody, errorFormOf } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import { forgetBody, hasUnreadBody } from './unread-body.ts';

/** Name and value in turn, as `writeHead` takes them. */
export type HeaderList = string[];

const compressors = {
  br: (bytes: string) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (bytes: string) => promisify(gzip)(bytes),
};

/** Below this an answer is not worth compressing, in bytes. */
const worthwhile = 1024;

/** Adds to what the answer depends on by CORS, which has set its own part already. */
function vary({ response }: Exchange, header: string): HeaderList {
  const before = response.getHeader('vary');
  return ['vary', before === undefined ? header : `${String(before)}, ${header}`];
}

/** What every answer begins with, then `headers`. */
export const head = (exchange: Exchange, headers: HeaderList): HeaderList => ['x-correlation-id', exchange.correlationId, ...securityHeaders, ...headers, ...exchange.extraHeaders];

/** Ends the answer without a body. */
export function sendEmpty(exchange: Exchange, status: number, headers: HeaderList = []): void {
  exchange.response.writeHead(status, head(exchange, headers)).end();
}

/** Ends the answer with `body` as JSON. Long ones are compressed if they have no entity tag, which names one encoding only. */
export function sendJson(exchange: Exchange, status: number, body: unknown, headers: HeaderList, compress: boolean, type = exchange.mediaType ?? 'application/json; charset=utf-8'): void {
  const text = jsonOf(body);
  const length = Buffer.byteLength(text);
  const encoding = compress && length >= worthwhile ? new Negotiator(exchange.request).encoding(['br', 'gzip', 'identity']) : undefined;
  const common = head(exchange, ['content-type', type, ...(compress ? vary(exchange, 'accept-encoding') : []), ...headers]);
  if (encoding === 'br' || encoding === 'gzip') {
    void compressors[encoding](text).then(bytes => {
      if (!exchange.response.headersSent) exchange.response.writeHead(status, [...common, 'content-encoding', encoding, 'content-length', String(bytes.length)]).end(bytes);
    });
    return;
  }
  // ASCII is the same in both, and the shorter way through Node for the one.
  exchange.response.writeHead(status, [...common, 'content-length', String(length)]).end(text, length === text.length ? 'latin1' : 'utf8');
}

/** Tells a gateway which error it passes on, without its reading the body. */
export const errorCodeHeader = 'aurora-error';

/** Ends the answer with the standard error body; destroys the connection where an answer has begun. */
export function sendError(exchange: Exchange, error: AuroraError, service: string): void {
  exchange.errorCode = error.code;
  const { response } = exchange;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { body, status, type } = errorFormOf(exchange)(error, errorBody(error, exchange.correlationId, exchange.service ?? service), exchange);
  const extra: HeaderList = ['cache-control', 'no-store'];
  const allow = allowOf(error);
  if (allow !== undefined) extra.push('allow', allow);
  if (error.retryAfter !== undefined) extra.push('retry-after', String(Math.ceil(error.retryAfter)));
  if (error.code === 'RANGE_NOT_SATISFIABLE') extra.push('content-range', `bytes */${String(error.details['size'])}`);
  if (exchange.fromHost) extra.push(errorCodeHeader, error.code);
  if (error.status === 401) extra.push('www-authenticate', 'Bearer');
  if (exchange.last || error.code === 'REQUEST_TIMEOUT') extra.push('connection', 'close');
  else if (hasUnreadBody(exchange.request)) {
    // Whoever gave it up in the middle has left nothing to read on.
    if (exchange.request.destroyed) extra.push('connection', 'close');
    else forgetBody(exchange.request);
  }
  sendJson(exchange, status, body, extra, false, type);
}
