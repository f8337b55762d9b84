import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { errorTable, type ErrorCode } from '@aurora/kernel';
import { errorBody } from './problem.ts';
import { AuroraError } from '@aurora/kernel';
import { randomUUID } from 'node:crypto';

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly service: string;
}

/** A server that takes requests, and how it ends. */
export interface Listening {
  readonly port: number;
  /** `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly server: Server;
  /** Takes no more connections, lets requests in flight finish for `grace` milliseconds, then cuts them. */
  close(grace: number): Promise<void>;
}

const parserErrors: Readonly<Record<string, ErrorCode>> = { ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT', HPE_HEADER_OVERFLOW: 'MALFORMED_REQUEST', HPE_CHUNK_EXTENSIONS_OVERFLOW: 'PAYLOAD_TOO_LARGE' };

/** What a client gets whose bytes are no HTTP: the standard error body, written by hand, and the end of the connection. */
function answerParserError(error: NodeJS.ErrnoException, socket: Socket, service: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = parserErrors[error.code ?? ''] ?? 'MALFORMED_REQUEST';
  const overflow = error.code === 'HPE_HEADER_OVERFLOW';
  const status = overflow ? 431 : errorTable[code].status;
  const body = JSON.stringify(errorBody(new AuroraError(code, overflow ? 'The headers are too large.' : errorTable[code].message), randomUUID(), service));
  socket.end(`HTTP/1.1 ${status} ${overflow ? 'Request Header Fields Too Large' : 'Bad Request'}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

/** The answers that have not ended, so that a server can end when the last one has. */
class InFlight {
  readonly #responses = new Set<ServerResponse>();
  #closing: (() => void) | undefined;

  /** `listener`, with its answers noted. */
  over(listener: RequestListener): RequestListener {
    return (request, response) => {
      this.#responses.add(response);
      response.once('close', () => {
        this.#responses.delete(response);
        if (this.#closing && this.#responses.size === 0) this.#closing();
      });
      if (this.#closing) response.setHeader('connection', 'close');
      listener(request, response);
    };
  }

  /** Calls `done` once there is none any more; until then, tells clients that they must connect elsewhere. */
  drain(done: () => void): void {
    this.#closing = done;
    for (const response of this.#responses) if (!response.headersSent) response.setHeader('connection', 'close');
    if (this.#responses.size === 0) done();
  }
}

/** Starts a server. Rejects with Node's error (`EADDRINUSE`, `EACCES`) where it cannot listen. */
export async function listen(listener: RequestListener, { port, host, service }: ListenOptions): Promise<Listening> {
  const inFlight = new InFlight();
  const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 20 * 60_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 2_000, requireHostHeader: true, joinDuplicateHeaders: false }, inFlight.over(listener));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => answerParserError(error, socket, service));
  server.on('connect', (_request, socket: Socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => { server.off('error', reject); resolve(); });
  });
  const bound = (server.address() as AddressInfo).port;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    port: bound, url: `http://${shown}:${bound}`, server,
    close: grace => new Promise(resolve => {
      const cut = () => server.closeAllConnections();
      const timer = setTimeout(cut, grace);
      server.close(() => { clearTimeout(timer); resolve(); });
      // A connection may be open without a request in it, or with half of one: nothing is lost with those.
      inFlight.drain(cut);
    }),
  };
}
