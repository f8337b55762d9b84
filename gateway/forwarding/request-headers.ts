import type { Principal } from '@aurora/kernel';
import { commandIdFor, type Admitted, type HeaderList } from '@aurora/platform/http';
import { contextHeaders, placementsText } from '@aurora/platform/ports';
import { apiPrefix } from '../prefix.ts';
import { endToEndRequest } from './end-to-end.ts';
import { traceHeaders } from './trace-headers.ts';
import type { UpstreamKind } from './way.ts';

/** Credentials of the client end here: hosts are shown a token of ours. */
const credentials: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'cookie', 'idempotency-key']);
const nothing: ReadonlySet<string> = new Set();

/** Tells the application that Aurora replaces who is asking, as far as that has been proven. */
export const identityHeader = ({ id }: Principal): HeaderList => (id === 'anonymous' ? [] : ['x-user-id', id]);

/** A request's headers for the other end, `forwarded` (what it says of the client) among them, but for those of its deadline and its token, which are made for each try. */
export function requestHeaders(admitted: Admitted, kind: UpstreamKind, forwarded: HeaderList): HeaderList {
  const { exchange, identity } = admitted;
  const { request } = exchange;
  const headers = endToEndRequest(request.rawHeaders, request.headers.connection, kind === 'legacy' ? nothing : credentials);
  headers.push('x-correlation-id', exchange.correlationId, ...traceHeaders(request), ...forwarded);
  if (kind === 'legacy') {
    headers.push('host', request.headers.host ?? '', ...identityHeader(identity.principal));
    return headers;
  }
  const commandId = commandIdFor(admitted);
  if (commandId !== undefined) headers.push(contextHeaders.commandId, commandId);
  headers.push(contextHeaders.placements, placementsText(exchange.placements), contextHeaders.prefix, apiPrefix);
  return headers;
}
