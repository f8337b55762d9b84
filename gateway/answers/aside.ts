import type { IncomingMessage } from 'node:http';
import { Exchange, type Admitted } from '@aurora/platform/http';
import { CapturedResponse } from './captured-response.ts';

export interface Aside {
  readonly admitted: Admitted;
  readonly captured: CapturedResponse;
}

/** Headers by which a client gets less than the whole answer. */
const conditions: ReadonlySet<string> = new Set(['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range', 'range']);

/** A GET like `request`, without conditions. What it shares with it is not read from the connection again: it has no body. */
function unconditional(request: IncomingMessage): IncomingMessage {
  const rawHeaders: string[] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) if (!conditions.has(request.rawHeaders[at]!.toLowerCase())) rawHeaders.push(request.rawHeaders[at]!, request.rawHeaders[at + 1]!);
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !conditions.has(name)));
  return Object.create(request, { rawHeaders: { value: rawHeaders }, headers: { value: headers }, method: { value: 'GET' } }) as IncomingMessage;
}

/** The same read, to be answered aside: into memory, by `deadline` (milliseconds since the epoch). */
export function aside({ exchange, identity, match }: Admitted, deadline: number, whole: boolean): Aside {
  const captured = new CapturedResponse();
  const own = new Exchange(whole ? unconditional(exchange.request) : exchange.request, captured.response, exchange.correlationId);
  own.target = exchange.target;
  own.principal = exchange.principal;
  own.operation = exchange.operation;
  own.placements = exchange.placements;
  own.refusal = exchange.refusal;
  own.errorForm = exchange.errorForm;
  own.prefix = exchange.prefix;
  own.service = exchange.service;
  return { captured, admitted: { exchange: own, match, identity, deadline } };
}
