import type { IncomingMessage } from 'node:http';
import { allows, AuroraError, type CallContext } from '@aurora/kernel';
import type { Identity } from '../auth/index.ts';
import { contextHeaders, parsePlacements } from '../ports/context-headers.ts';
import { commandIdOf } from './command-id.ts';
import { traceparentOf } from './correlation.ts';
import type { Exchange } from './exchange.ts';
import type { Match } from './operation-router.ts';

/** A request that may go on: well formed, and for an operation that is known, by someone who may call it. */
export interface Admitted {
  readonly exchange: Exchange;
  readonly match: Match;
  readonly identity: Identity;
  /** When the answer is of no use any more, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Milliseconds that a calling host still waits, where it has said so beside its token. */
export function remaining({ headers }: IncomingMessage, { caller }: Identity): number {
  const given = caller === undefined ? NaN : Number(headers[contextHeaders.deadline]);
  return Number.isFinite(given) && given > 0 ? given : Infinity;
}

/** Takes over what another host says of the request. Its token has been verified. */
export function believe(exchange: Exchange, caller: string): void {
  const { [contextHeaders.prefix]: prefix, [contextHeaders.placements]: placements } = exchange.request.headers;
  exchange.fromHost = true;
  if (typeof placements === 'string') exchange.placements = parsePlacements(placements);
  if (typeof prefix !== 'string') return;
  exchange.prefix = prefix;
  exchange.service = caller;
}

/** Throws unless the caller has the scope of the operation. */
export function requireScope({ route: { operation: { scope } } }: Match, { principal }: Identity): void {
  if (scope === null || allows(principal.scopes, scope)) return;
  if (principal.id === 'anonymous') throw new AuroraError('UNAUTHENTICATED');
  throw new AuroraError('FORBIDDEN', `This needs the scope ${scope}.`, { details: { scope } });
}

/** The command's id, the same at every call: as the calling host says, else from the client's Idempotency-Key, else a new one. Undefined for a query. */
export function commandIdFor({ exchange, match, identity: { caller, principal } }: Admitted): string | undefined {
  if (match.route.operation.kind === 'query') return undefined;
  const { headers } = exchange.request;
  const own = caller === undefined ? undefined : headers[contextHeaders.commandId];
  return exchange.commandId ??= typeof own === 'string' ? own : commandIdOf(headers['idempotency-key'], principal.id);
}

/** The context in which an admitted request calls a port. */
export function contextOf(admitted: Admitted): CallContext {
  const { exchange: { correlationId, placements, request }, identity: { caller, principal }, deadline } = admitted;
  return { correlationId, principal, caller, deadline, placements, traceparent: traceparentOf(request.headers['traceparent']), commandId: commandIdFor(admitted) };
}
