import { hash } from 'node:crypto';
import { matchesWeakly, type Content, type EventStream } from '@aurora/kernel';
import { sendContent } from './answer-content.ts';
import { sendEmpty, sendJson, type HeaderList } from './answer.ts';
import { sendEvents } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import type { OperationRoute } from './operation-route.ts';

/** The next page as a link: the request's own target with the cursor exchanged. */
function nextLink({ prefix = '', target }: Exchange, output: unknown): HeaderList {
  const next = (output as { next?: unknown } | null)?.next;
  if (typeof next !== 'string') return [];
  const query = new URLSearchParams(target!.query);
  query.set('cursor', next);
  return ['link', `<${prefix}${target!.path}?${query}>; rel="next"`];
}

/** The fields of an output that headers carry. */
const inHeaders = (answerHeaders: Readonly<Record<string, string>>, output: unknown): HeaderList =>
  Object.entries(answerHeaders).flatMap(([field, header]) => {
    const value = (output as Record<string, unknown>)[field];
    return value === undefined || value === null ? [] : [header, String(value)];
  });

/** Sends what an operation answered, as its contract says. */
export async function sendAnswer(exchange: Exchange, { operation, prefix }: OperationRoute, input: Record<string, unknown>, output: unknown): Promise<void> {
  if (operation.reply === 'stream') return sendContent(exchange, output as Content);
  if (operation.reply === 'events') return sendEvents(exchange, output as EventStream);
  if (operation.reply === 'none' || (operation.reply === 'later' && output === undefined)) return sendEmpty(exchange, operation.status);
  if (operation.reply === 'headers') {
    const location = operation.location ? ['location', (exchange.prefix ?? '') + prefix + operation.location(output)] : [];
    return sendEmpty(exchange, operation.status, ['cache-control', 'no-store', ...location, ...inHeaders(operation.answerHeaders, output)]);
  }
  const own = operation.tag?.(output);
  const tag = own !== undefined && operation.tagPerInput ? `${own}.${hash('sha256', JSON.stringify(input), 'base64url')}` : own;
  const { cache } = operation;
  const headers: HeaderList = ['cache-control', cache?.maxAge !== undefined ? `${cache.perPrincipal ? 'private, ' : ''}max-age=${cache.maxAge}` : operation.kind === 'query' ? 'private, no-cache' : 'no-store'];
  if (tag !== undefined) {
    headers.push('etag', `"${tag}"`);
    const known = exchange.request.headers['if-none-match'];
    if (operation.kind === 'query' && known !== undefined && matchesWeakly(known, tag)) return sendEmpty(exchange, 304, headers);
  }
  if (operation.location) headers.push('location', (exchange.prefix ?? '') + prefix + operation.location(output));
  sendJson(exchange, operation.reply === 'later' ? 202 : operation.status, output, [...headers, ...nextLink(exchange, output)], tag === undefined && operation.kind === 'query');
}
