import type { IncomingMessage, RequestListener } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import cors from 'cors';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Metrics } from '../telemetry/index.ts';
import { Api, type ApiOptions } from './api.ts';
import type { Exchange } from './exchange.ts';
import { observeWith } from './observe.ts';
import { methodNotAllowed } from './method-not-allowed.ts';
import { answerHealth, type Health } from './operations-server.ts';
import { securityHeaders } from './security-headers.ts';

export interface ApplicationOptions extends Omit<ApiOptions, 'before' | 'fallback' | 'observe'> {
  readonly metrics: Metrics;
  readonly health: Health;
  /** Origins that browsers may call from; `*` for any, none for none. */
  readonly corsOrigins: readonly string[];
  /** Documents by path, as `/openapi.json`; asked for at each request. */
  readonly documents: Readonly<Record<string, () => unknown>>;
  /** Pages beside the API. */
  readonly pages?: Router;
  /** Answers what is nothing of the above; absent, that is 404. */
  readonly unclaimed?: (exchange: Exchange) => Promise<void>;
}

const exposed = ['Content-Digest', 'Deprecation', 'ETag', 'Link', 'Location', 'RateLimit', 'RateLimit-Policy', 'Repr-Digest', 'Retry-After', 'Sunset', 'X-Correlation-Id'];

/** Besides, what operations say in headers of their own. */
const exposedOf = (modules: ApplicationOptions['modules']): string[] => [...new Set([...exposed, ...modules.flatMap(({ contract }) =>
  Object.values(contract.operations).flatMap(({ answerHeaders, constantHeaders }) => [...Object.values(answerHeaders), ...Object.keys(constantHeaders)]))])];

/** Runs the cors package before routing; true where it has answered a preflight. */
function corsHook({ corsOrigins: origins, modules }: ApplicationOptions): (exchange: Exchange) => boolean {
  const handle = cors({ origin: origins.includes('*') ? '*' : [...origins], exposedHeaders: exposedOf(modules), maxAge: 600, preflightContinue: true });
  return ({ correlationId, request, response }) => {
    response.setHeader('x-correlation-id', correlationId);
    handle(request as Request, response as Response, () => undefined);
    // Any other OPTIONS is asked by somebody who wants to know.
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
    response.writeHead(204, { 'content-length': '0' }).end();
    return true;
  };
}

/** Makes a document when it is first asked for, and once. */
export function once<Document>(make: () => Document): () => Document {
  let made: { readonly document: Document } | undefined;
  return () => (made ??= { document: make() }).document;
}

type Fail = (request: IncomingMessage, error: unknown) => void;
/** Answers what no page or document is. */
type Last = (request: IncomingMessage) => Promise<void>;

/** What is served beside the operations: documents, health, pages. Express carries it. */
function surroundings({ documents, health, pages }: ApplicationOptions, last: Last, fail: Fail): express.Express {
  const app = express();
  app.disable('x-powered-by');
  for (const [path, make] of Object.entries(documents)) {
    app.get(path, async (_request, response) => { response.set('cache-control', 'no-cache').json(await make()); });
  }
  app.get(['/health/live', '/health/ready'], async (request, response) => { await answerHealth(request.path.replace(/\/$/, ''), response, health); });
  app.all([...Object.keys(documents), '/health/live', '/health/ready'], () => { throw methodNotAllowed(['GET', 'HEAD']); });
  if (pages) app.use(pages);
  app.use(request => last(request));
  app.use((error: unknown, request: Request, _response: Response, _next: NextFunction) => fail(request, error));
  return app;
}

/** What every answer carries, for those that are written without us. */
function setCommonHeaders({ correlationId, response }: Exchange): void {
  for (let at = 0; at < securityHeaders.length; at += 2) response.setHeader(securityHeaders[at]!, securityHeaders[at + 1]!);
  response.setHeader('x-correlation-id', correlationId);
}

async function answerUnclaimed(exchange: Exchange, { unclaimed }: ApplicationOptions): Promise<void> {
  if (!unclaimed) throw new AuroraError('NOT_FOUND', 'There is nothing at this path.');
  // Another application's pages have headers of their own.
  for (let at = 0; at < securityHeaders.length; at += 2) exchange.response.removeHeader(securityHeaders[at]!);
  exchange.response.removeHeader('x-correlation-id');
  return unclaimed(exchange);
}

/** The whole application of a host: operations by the contracts' router, the rest by Express, one form of error. */
export function createApplication(options: ApplicationOptions): RequestListener {
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const app = surroundings(options, request => answerUnclaimed(exchanges.get(request)!, options), (request, error) => api.fail(exchanges.get(request)!, error));
  const ended = observeWith(options.logger, options.metrics);
  const api: Api = new Api({
    ...options,
    observe: (exchange, seconds) => {
      options.metrics.inFlight -= 1;
      ended(exchange, seconds);
    },
    ...(options.corsOrigins.length > 0 ? { before: corsHook(options) } : {}),
    fallback: exchange => {
      exchanges.set(exchange.request, exchange);
      setCommonHeaders(exchange);
      app(exchange.request as Request, exchange.response as Response);
    },
  });
  return (request, response) => {
    options.metrics.inFlight += 1;
    api.listener(request, response);
  };
}
