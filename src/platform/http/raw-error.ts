import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AuroraError } from '@aurora/kernel';
import { allowOf, methodNotAllowed } from './method-not-allowed.ts';
import { errorBody } from './problem.ts';

/** Errors of Node's parser that are more than malformed bytes. */
const known: Readonly<Record<string, () => { readonly error: AuroraError; readonly status?: number }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () => ({ error: new AuroraError('REQUEST_TIMEOUT') }),
  HPE_HEADER_OVERFLOW: () => ({ error: new AuroraError('MALFORMED_REQUEST', 'The headers are too large.'), status: 431 }),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => ({ error: new AuroraError('PAYLOAD_TOO_LARGE', 'The extension of a chunk is too large.') }),
};

/** Ends a connection on which Node has made no response with the standard error body, written by hand. */
export function answerRaw(socket: Duplex, error: AuroraError, service: string, status: number = error.status): void {
  const correlationId = randomUUID();
  const body = JSON.stringify(errorBody(error, correlationId, service));
  const allow = allowOf(error);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'content-type: application/json; charset=utf-8', `content-length: ${Buffer.byteLength(body)}`,
    `x-correlation-id: ${correlationId}`, 'cache-control: no-store', 'connection: close', ...(allow === undefined ? [] : [`allow: ${allow}`]),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** What a client gets whose bytes are no HTTP, or do not come. */
export function answerParserError(cause: NodeJS.ErrnoException, socket: Socket, service: string): void {
  if (cause.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { error, status } = known[cause.code ?? '']?.() ?? { error: new AuroraError('MALFORMED_REQUEST', 'The request is no HTTP, or could be read in two ways.') };
  answerRaw(socket, error, service, status);
}

/** What a client gets who takes us for a proxy. */
export const answerConnect = (socket: Socket, service: string): void => answerRaw(socket, methodNotAllowed(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']), service);
