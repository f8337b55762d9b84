import type { IncomingMessage, ServerResponse } from 'node:http';
import { allows, AuroraError, type CallContext } from '@aurora/kernel';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { sendEmpty, sendError } from './answer.ts';
import { commandIdOf } from './command-id.ts';
import { traceparentOf } from './correlation.ts';
import { Exchange } from './exchange.ts';
import { sendAnswer } from './operation-answer.ts';
import { readInput } from './operation-input.ts';
import { allowOf, methodNotAllowed } from './method-not-allowed.ts';
import { operationRoutes, type ServedModule } from './operation-route.ts';
import { OperationRouter, type Match } from './operation-router.ts';
import { asAuroraError } from './problem.ts';
import { checkRequest } from './request-checks.ts';
import { readTarget } from './target.ts';
import type { Authenticator, Identity } from '../auth/index.ts';

/** Milliseconds that a calling module still waits; it is believed beside its token only. */
function remaining(request: IncomingMessage, { caller }: Identity): number {
  const given = caller === undefined ? NaN : Number(request.headers['aurora-deadline']);
  return Number.isFinite(given) && given > 0 ? given : Infinity;
}

export interface ApiOptions {
  readonly modules: readonly ServedModule[];
  /** What the operations' paths begin with: `/api/v1`, or nothing on a module's own port. */
  readonly prefix: string;
  /** Name of this service in errors. */
  readonly service: string;
  readonly authenticator: Authenticator;
  /** Whether `caller` may call the internal operations of `module`; absent, they are not served at all. */
  readonly mayCall?: (caller: string, module: string) => boolean;
  /** Largest JSON body, bytes. */
  readonly maxBody: number;
  /** Values of Host that are served; undefined, any well-formed one. */
  readonly hosts: readonly string[] | undefined;
  readonly logger: Logger;
  /** Called once per request, when its answer has ended or broken off. */
  readonly observe: (exchange: Exchange, seconds: number) => void;
  /** Runs before everything, on every request; true if it has answered. For CORS. */
  readonly before?: (exchange: Exchange) => boolean;
  /** Answers what is no operation. */
  readonly fallback: (exchange: Exchange, path: string) => void;
}

/** The way of a request: checks, authentication, routing, input, call, answer. One listener for one server. */
export class Api {
  readonly #options: ApiOptions;
  readonly #router: OperationRouter;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#router = new OperationRouter(options.prefix, operationRoutes(options.modules, options.mayCall !== undefined));
  }

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = new Exchange(request, response);
    response.on('close', () => this.#options.observe(exchange, (performance.now() - exchange.started) / 1000));
    this.#answer(exchange).catch(error => this.fail(exchange, error));
  };

  /** Answers with the error; what was not meant to happen is logged with its stack. */
  fail(exchange: Exchange, error: unknown): void {
    const known = asAuroraError(error);
    const allow = allowOf(known);
    if (allow !== undefined && exchange.request.method === 'OPTIONS') {
      sendEmpty(exchange, 204, ['allow', allow]);
      return;
    }
    if (known.status >= 500) this.#options.logger.error({ 'http.request.id': exchange.correlationId, 'event.action': exchange.operation, ...errorFields(known.cause ?? known) }, known.message);
    sendError(exchange, known, this.#options.service);
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const { before, fallback, hosts, authenticator, maxBody, prefix } = this.#options;
    exchange.last = true;
    checkRequest(request, hosts);
    exchange.last = false;
    if (before?.(exchange)) return;
    const { path, query } = exchange.target = readTarget(request.url!);
    const match = this.#router.find(request.method!, path);
    if (!match) {
      const allowed = this.#router.allowed(path);
      if (allowed.length > 0) throw methodNotAllowed(allowed);
      fallback(exchange, path);
      return;
    }
    exchange.operation = match.route.label;
    const identified = authenticator.authenticate(request.rawHeaders);
    const identity = identified instanceof Promise ? await identified : identified;
    exchange.principal = identity.principal;
    this.#authorise(match, identity);
    const { operation } = match.route;
    const deadline = Date.now() + Math.min(operation.timeout, remaining(request, identity));
    const read = readInput(request, match, query, { maxBody, deadline });
    const input = read instanceof Promise ? await read : read;
    const output = await match.route.call(input, this.#context(exchange, match, identity, deadline));
    await sendAnswer(exchange, match.route, output, prefix);
  }

  #authorise({ route: { module, operation } }: Match, { audience, caller, principal }: Identity): void {
    if (operation.internal && (caller === undefined || audience !== module || !this.#options.mayCall!(caller, module))) throw new AuroraError('FORBIDDEN', 'Only modules may call this.');
    if (operation.scope === null || allows(principal.scopes, operation.scope)) return;
    if (principal.id === 'anonymous') throw new AuroraError('UNAUTHENTICATED');
    throw new AuroraError('FORBIDDEN', `This needs the scope ${operation.scope}.`, { details: { scope: operation.scope } });
  }

  #context({ correlationId, request }: Exchange, { route: { operation } }: Match, { caller, principal }: Identity, deadline: number): CallContext {
    const own = caller === undefined ? undefined : request.headers['aurora-command-id'];
    return {
      correlationId, principal, caller, deadline, placements: {}, traceparent: traceparentOf(request.headers['traceparent']),
      commandId: operation.kind === 'query' ? undefined : typeof own === 'string' ? own : commandIdOf(request.headers['idempotency-key'], principal.id),
    };
  }
}
