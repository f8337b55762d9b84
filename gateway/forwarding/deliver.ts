import { AuroraError } from '@aurora/kernel';
import { errorCodeHeader, forgetBody, hasUnreadBody, type Exchange, type HeaderList } from '@aurora/platform/http';
import { endToEndAnswer } from './end-to-end.ts';
import { endWhole } from './end-whole.ts';
import type { Reception, Sink } from './reception.ts';

const none: ReadonlySet<string> = new Set();

/** Calls JSON what the client has asked for by a name of ours. */
function nameMediaType(headers: HeaderList, mediaType: string): void {
  const at = headers.findIndex((field, index) => index % 2 === 0 && field === 'content-type');
  if (at >= 0 && headers[at + 1]!.startsWith('application/json')) headers[at + 1] = mediaType;
}

/** The head of the answer for the client: the upstream's, without what belongs to its connection, and with what is ours. */
function answerHeaders(exchange: Exchange, { headers }: Reception): HeaderList {
  const { response, correlationId, extraHeaders, mediaType } = exchange;
  const names = response.getHeaderNames();
  const list = endToEndAnswer(headers, names.length === 0 ? none : new Set(names));
  if (mediaType !== undefined) nameMediaType(list, mediaType);
  const ours = response.getHeader('vary');
  if (ours !== undefined && headers['vary'] !== undefined) list.push('vary', `${String(ours)}, ${String(headers['vary'])}`);
  list.push('x-correlation-id', correlationId);
  // What every answer of the operation carries, the module has said already.
  for (let at = 0; at < extraHeaders.length; at += 2) if (headers[extraHeaders[at]!] !== extraHeaders[at + 1]) list.push(extraHeaders[at]!, extraHeaders[at + 1]!);
  return list;
}

/** Passes an answer's bytes on, no faster than the client takes them. */
class ClientSink implements Sink {
  readonly #exchange: Exchange;
  readonly #reception: Reception;

  constructor(exchange: Exchange, reception: Reception) {
    this.#exchange = exchange;
    this.#reception = reception;
  }

  data(chunk: Buffer): boolean {
    const { response } = this.#exchange;
    if (response.write(chunk)) return true;
    response.once('drain', () => this.#reception.resume());
    return false;
  }

  end(): void {
    this.#exchange.response.end();
  }

  /** Whoever gets half of an answer must see that it is not whole. */
  broken(): void {
    this.#exchange.response.destroy();
  }
}

/**
 * Gives the client an answer that has begun, and the rest as it comes, until `deadline` (milliseconds since the epoch).
 * Throws `BAD_GATEWAY` where its head cannot be passed on; what breaks off later breaks the client's connection.
 */
export function deliver(exchange: Exchange, reception: Reception, deadline: number): void {
  const { request, response } = exchange;
  const code = reception.headers[errorCodeHeader];
  if (typeof code === 'string') exchange.errorCode = code;
  if (response.destroyed) {
    reception.abort(new Error('the client has left'), 'abandoned');
    return;
  }
  try {
    response.writeHead(reception.status, answerHeaders(exchange, reception));
  } catch (cause) {
    reception.abort(new Error('the answer could not be passed on'), 'answered');
    throw new AuroraError('BAD_GATEWAY', undefined, { cause });
  }
  const whole = reception.whole;
  if (whole) endWhole(response, whole.length === 1 ? whole[0]! : Buffer.concat(whole));
  else {
    const timer = setTimeout(() => reception.abort(new Error('the answer took too long')), deadline - Date.now());
    response.once('close', () => {
      clearTimeout(timer);
      if (!response.writableFinished) reception.abort(new Error('the client has left'), 'abandoned');
    });
    reception.deliver(new ClientSink(exchange, reception));
  }
  if (hasUnreadBody(request)) response.once('finish', () => forgetBody(request));
}
