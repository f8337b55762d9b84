import type { IncomingMessage } from 'node:http';
import { traceparentOf, type HeaderList } from '@aurora/platform/http';

/** The trace that the client is in, for the other end, if it says one; what vendors say of it (`tracestate`) goes with it, or not at all. */
export function traceHeaders({ headers }: IncomingMessage): HeaderList {
  const traceparent = traceparentOf(headers['traceparent']), tracestate = headers['tracestate'];
  if (traceparent === undefined) return [];
  return tracestate === undefined ? ['traceparent', traceparent] : ['traceparent', traceparent, 'tracestate', String(tracestate)];
}
