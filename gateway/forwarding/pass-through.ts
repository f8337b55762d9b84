import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AuroraError, type Principal } from '@aurora/kernel';
import { answerRaw, type Exchange, type HeaderList } from '@aurora/platform/http';
import { RetryBudget } from '@aurora/platform/resilience';
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import { endToEndAnswer, endToEndRequest } from './end-to-end.ts';
import { identityHeader } from './request-headers.ts';
import { traceHeaders } from './trace-headers.ts';

const nothing: ReadonlySet<string> = new Set();

export interface PassThroughOptions {
  /** The origin that everything goes to. */
  readonly url: string;
  /** Milliseconds in which an answer must have begun once the request is there whole. */
  readonly tryTimeout: number;
  /** Milliseconds in which everything must have ended, if it is no event stream. */
  readonly deadline: number;
  readonly forwarded: (request: IncomingMessage) => HeaderList;
  /** Answers with an error. */
  readonly fail: (exchange: Exchange, error: unknown) => void;
}

/** What is kept of a request on its way. */
interface Passage {
  readonly exchange: Exchange;
  again: boolean;
  outgoing: ClientRequest | undefined;
  cause: AuroraError | undefined;
}

/** Puts the headers that the upstream is to see in place of those that came: the proxy copies them, for upgrades and `Expect` as well. */
function replaceHeaders(request: IncomingMessage, principal: Principal, correlationId: string, forwarded: HeaderList, kept: Readonly<Record<string, string>>): void {
  const list = [...endToEndRequest(request.rawHeaders, request.headers.connection, nothing), 'x-correlation-id', correlationId, ...traceHeaders(request), ...forwarded, ...identityHeader(principal)];
  const headers: Record<string, string | string[]> = { host: request.headers.host ?? '', ...kept };
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at]!, before = headers[name];
    headers[name] = before === undefined ? list[at + 1]! : [before, list[at + 1]!].flat();
  }
  request.headers = headers;
}

const bodyHeaders = ({ headers }: IncomingMessage): Record<string, string> => ({
  ...(headers['content-length'] === undefined ? {} : { 'content-length': headers['content-length'] }),
  ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
});

/** The same for the head of the answer. */
function replaceAnswerHeaders(answer: IncomingMessage, correlationId: string, extra: readonly string[]): void {
  const list = [...endToEndAnswer(answer.headers, nothing), 'x-correlation-id', correlationId, ...extra];
  const headers: IncomingMessage['headers'] = {};
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at]!, before = headers[name];
    headers[name] = (before === undefined ? list[at + 1]! : [before, list[at + 1]!].flat()) as string;
  }
  answer.headers = headers;
}

/** Sends on what no module claims, byte for byte, to the application that Aurora replaces; upgrades, too. */
export class PassThrough {
  readonly #options: PassThroughOptions;
  readonly #passages = new WeakMap<IncomingMessage, Passage>();
  readonly #budget = new RetryBudget();
  readonly #proxy: RequestHandler;

  constructor(options: PassThroughOptions) {
    this.#options = options;
    this.#proxy = createProxyMiddleware({
      // A connection of its own for each: one that is kept may close just when the next request is written.
      target: options.url, agent: false as never, changeOrigin: false, ejectPlugins: true, ws: false,
      plugins: [proxy => {
        proxy.on('proxyReq', (outgoing, request) => { this.#passages.get(request as IncomingMessage)!.outgoing = outgoing; });
        proxy.on('proxyReqWs', (outgoing, request) => {
          const { exchange } = this.#passages.get(request)!;
          outgoing.prependOnceListener('upgrade', answer => {
            const { upgrade = 'websocket' } = answer.headers;
            replaceAnswerHeaders(answer, exchange.correlationId, []);
            Object.assign(answer.headers, { connection: 'Upgrade', upgrade });
          });
        });
        proxy.on('proxyRes', (answer, request) => this.#answered(answer, request as IncomingMessage));
        proxy.on('error', (error, request, response) => this.#failed(error, request as IncomingMessage, response as ServerResponse | Socket));
      }],
    });
  }

  /** Sends a request on, with its target as it has been read, and the answer back. */
  web(exchange: Exchange, principal: Principal): void {
    const { request, response, correlationId, target } = exchange;
    request.url = target!.query === '' ? target!.path : `${target!.path}?${target!.query}`;
    replaceHeaders(request, principal, correlationId, this.#options.forwarded(request), bodyHeaders(request));
    const passage: Passage = { exchange, again: request.method === 'GET' || request.method === 'HEAD', outgoing: undefined, cause: undefined };
    this.#passages.set(request, passage);
    this.#budget.request();
    const { deadline, tryTimeout } = this.#options;
    let begin: NodeJS.Timeout | undefined;
    const giveUp = (): void => { if (!response.headersSent) this.#giveUp(passage); };
    const end = setTimeout(() => {
      giveUp();
      if (response.headersSent && !isEventStream(response)) response.destroy();
    }, deadline);
    request.once('end', () => { begin = setTimeout(giveUp, tryTimeout); });
    response.once('close', () => {
      clearTimeout(begin);
      clearTimeout(end);
    });
    this.#send(request, response);
  }

  /** The same for a request to leave HTTP for another protocol. */
  upgrade(exchange: Exchange, principal: Principal, socket: Socket, head: Buffer): void {
    const { request, correlationId, target } = exchange;
    request.url = target!.query === '' ? target!.path : `${target!.path}?${target!.query}`;
    replaceHeaders(request, principal, correlationId, this.#options.forwarded(request), { connection: 'Upgrade', upgrade: request.headers.upgrade! });
    this.#passages.set(request, { exchange, again: false, outgoing: undefined, cause: undefined });
    this.#proxy.upgrade(request as never, socket, head);
  }

  #send(request: IncomingMessage, response: ServerResponse): void {
    // What goes wrong comes by the event `error`.
    void this.#proxy(request as never, response as never, () => undefined);
  }

  #giveUp(passage: Passage): void {
    passage.cause = new AuroraError('DEADLINE_EXCEEDED');
    passage.outgoing?.destroy(passage.cause);
  }

  #answered(answer: IncomingMessage, request: IncomingMessage): void {
    const { exchange } = this.#passages.get(request)!;
    replaceAnswerHeaders(answer, exchange.correlationId, exchange.extraHeaders);
    // The proxy would keep the connection of a client that wants it to end.
    if (!exchange.response.shouldKeepAlive) answer.headers.connection = 'close';
  }

  #failed(error: Error, request: IncomingMessage, response: ServerResponse | Socket): void {
    const passage = this.#passages.get(request)!;
    const { exchange } = passage;
    const known = passage.cause ?? new AuroraError('BAD_GATEWAY', undefined, { cause: error });
    if (!('headersSent' in response)) {
      answerRaw(response, known, 'gateway');
      return;
    }
    if (response.destroyed || exchange.request.socket.destroyed) return;
    if (passage.again && !passage.cause && !response.headersSent && this.#budget.take()) {
      passage.again = false;
      this.#send(request, response);
      return;
    }
    this.#options.fail(exchange, known);
  }
}

const isEventStream = (response: ServerResponse): boolean => String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
