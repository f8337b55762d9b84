import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import type { Authenticator, Identity } from '../auth/index.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { believe, contextOf, remaining, requireScope, type Admitted } from './admitted.ts';
import { sendEmpty, sendError } from './answer.ts';
import { Exchange } from './exchange.ts';
import { allowOf, methodNotAllowed } from './method-not-allowed.ts';
import { sendAnswer } from './operation-answer.ts';
import { readInput } from './operation-input.ts';
import { operationRoutes, type ServedModule } from './operation-route.ts';
import { OperationRouter, type Match } from './operation-router.ts';
import { asAuroraError, type ErrorForm } from './problem.ts';
import { checkRequest } from './request-checks.ts';
import { readTarget } from './target.ts';

/** Answers an admitted request in this process; rejects with the error that it comes to. */
export type AnswerHere = (admitted: Admitted) => Promise<void>;

/** Counts a credential that was refused; throws where its address has presented too many. */
export type Gate = (exchange: Exchange) => void;

export interface ApiOptions {
  readonly modules: readonly ServedModule[];
  /** What paths begin with, unless their module has a prefix of its own: `/api/v1`, or nothing on a module's own port. */
  readonly prefix: string;
  /** Name of this service in errors. */
  readonly service: string;
  readonly authenticator: Authenticator;
  /** Whether `caller` may call an internal operation of `module`; absent, they are not served at all. */
  readonly mayCall?: (caller: string, module: string, operation: string) => boolean;
  /** Largest JSON body, bytes. */
  readonly maxBody: number;
  /** Values of Host that are served; undefined, any well-formed one. */
  readonly hosts: readonly string[] | undefined;
  readonly logger: Logger;
  /** Called once per request, when its answer has ended or broken off. */
  readonly observe: (exchange: Exchange, seconds: number) => void;
  /** Runs before everything, on every request; true if it has answered. For CORS. */
  readonly before?: (exchange: Exchange) => boolean;
  readonly gate?: Gate;
  /** Milliseconds that a deployment gives an operation, if less than its contract does. */
  readonly timeoutOf?: (label: string) => number | undefined;
  /** Whether another application may answer for the module, which judges credentials itself: then `serve` is given what is refused here, too. */
  readonly foreign?: (module: string) => boolean;
  /** Answers an admitted request, here or elsewhere; absent, all are answered here. */
  readonly serve?: (admitted: Admitted, here: AnswerHere) => Promise<void>;
  /** Asked where a path is no operation's: true if the exchange's target is another now, to be looked for again. */
  readonly rewrite?: (exchange: Exchange) => boolean;
  /** Answers what is no operation. */
  readonly fallback: (exchange: Exchange, path: string) => void;
}

/** The way of a request: checks, authentication, routing, input, call, answer. One listener for one server. */
export class Api {
  readonly #options: ApiOptions;
  readonly #router: OperationRouter;
  /** How errors are told of targets that begin with a prefix, whether or not there is an operation. */
  readonly #forms: readonly { readonly target: RegExp; readonly form: ErrorForm }[];

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#forms = options.modules.flatMap(({ errors, prefix }) => (errors && prefix ? [{ target: new RegExp(`^${prefix}(?:[/?]|$)`), form: errors }] : []));
    this.#router = new OperationRouter(operationRoutes(options.modules, options.prefix, options.mayCall !== undefined));
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
    const { before, fallback, hosts, rewrite, serve, timeoutOf } = this.#options;
    exchange.last = true;
    exchange.errorForm = this.#formOf(request.url!);
    checkRequest(request, hosts);
    exchange.last = false;
    if (before?.(exchange)) return;
    exchange.target = readTarget(request.url!);
    const match = this.#find(exchange) ?? (rewrite?.(exchange) ? this.#find(exchange) : undefined);
    if (!match) {
      fallback(exchange, exchange.target.path);
      return;
    }
    exchange.operation = match.route.label;
    if (match.route.headers) exchange.extraHeaders = [...exchange.extraHeaders, ...match.route.headers(match.values)];
    const identified = this.#identify(exchange, match);
    const identity = identified instanceof Promise ? await identified : identified;
    exchange.principal = identity.principal;
    if (identity.caller !== undefined) believe(exchange, identity.caller);
    this.#authorise(exchange, match, identity);
    const deadline = Date.now() + Math.min(match.route.operation.timeout, timeoutOf?.(match.route.label) ?? Infinity, remaining(request, identity));
    const admitted = { exchange, match, identity, deadline };
    return serve ? serve(admitted, this.#here) : this.#here(admitted);
  }

  #formOf(target: string): ErrorForm | undefined {
    return this.#forms.find(({ target: pattern }) => pattern.test(target))?.form;
  }

  /** The operation asked for; undefined where the path is none's. Throws where it takes other methods. */
  #find(exchange: Exchange): Match | undefined {
    const { path } = exchange.target!;
    exchange.errorForm = this.#formOf(path);
    const match = this.#router.find(exchange.request.method!, path);
    if (match) return match;
    const allowed = this.#router.allowed(path);
    if (allowed.length > 0) throw methodNotAllowed(allowed);
    return undefined;
  }

  /** Who asks; at once, without a turn of the event loop, if that is known. */
  #identify(exchange: Exchange, match: Match): Identity | Promise<Identity> {
    const { authenticator } = this.#options;
    const refused = (error: unknown): Identity => {
      if (error instanceof AuroraError && error.status === 401) this.#options.gate?.(exchange);
      this.#refuse(exchange, match, error);
      return authenticator.authenticate([]) as Identity;
    };
    try {
      const identified = authenticator.authenticate(exchange.request.rawHeaders);
      return identified instanceof Promise ? identified.catch(refused) : identified;
    } catch (error) {
      return refused(error);
    }
  }

  /** Throws, or notes the error where another application may judge otherwise. */
  #refuse(exchange: Exchange, { route: { module } }: Match, error: unknown): void {
    if (!(error instanceof AuroraError) || error.status === 400 || !this.#options.foreign?.(module)) throw error;
    exchange.refusal ??= error;
  }

  #authorise(exchange: Exchange, match: Match, identity: Identity): void {
    const { module, name, operation } = match.route;
    const { audience, caller } = identity;
    if (operation.internal && (caller === undefined || audience !== module || !this.#options.mayCall!(caller, module, name))) throw new AuroraError('FORBIDDEN', 'Only modules may call this.');
    try {
      requireScope(match, identity);
    } catch (error) {
      this.#refuse(exchange, match, error);
    }
  }

  /** Reads the input, calls the module's port, and sends what it answers. */
  readonly #here: AnswerHere = async admitted => {
    const { exchange, match, deadline } = admitted;
    const { maxBody } = this.#options;
    const read = readInput(exchange, match, { maxBody, deadline });
    const input = read instanceof Promise ? await read : read;
    await sendAnswer(exchange, match.route, input, await match.route.call(input, contextOf(admitted)));
  };
}
