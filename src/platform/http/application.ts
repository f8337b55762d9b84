import type { IncomingMessage, RequestListener } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import cors from 'cors';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Metrics } from '../telemetry/index.ts';
import { Api, type ApiOptions } from './api.ts';
import type { Exchange } from './exchange.ts';
import { observeWith } from './observe.ts';
import { answerHealth, type Health } from './operations-server.ts';

export interface ApplicationOptions extends Omit<ApiOptions, 'before' | 'fallback' | 'observe'> {
  readonly metrics: Metrics;
  readonly health: Health;
  /** Origins that browsers may call from; `*` for any, none for none. */
  readonly corsOrigins: readonly string[];
  /** Documents by path, as `/openapi.json`; asked for at each request. */
  readonly documents: Readonly<Record<string, () => unknown>>;
  /** Pages beside the API. */
  readonly pages?: Router;
}

const exposed = ['ETag', 'Link', 'Location', 'Retry-After', 'X-Correlation-Id'];

/** Runs the cors package before routing; true where it has answered a preflight. */
function corsHook(origins: readonly string[]): (exchange: Exchange) => boolean {
  const handle = cors({ origin: origins.includes('*') ? '*' : [...origins], exposedHeaders: exposed, maxAge: 600 });
  return ({ request, response }) => {
    let passed = false;
    handle(request as Request, response as Response, () => { passed = true; });
    return !passed;
  };
}

/** Makes a document when it is first asked for, and once. */
export function once<Document>(make: () => Document): () => Document {
  let made: { readonly document: Document } | undefined;
  return () => (made ??= { document: make() }).document;
}

/** What is served beside the operations: documents, health, pages. Express carries it. */
function surroundings({ documents, health, pages }: ApplicationOptions, fail: (request: IncomingMessage, error: unknown, headers?: string[]) => void): express.Express {
  const app = express();
  app.disable('x-powered-by');
  for (const [path, make] of Object.entries(documents)) {
    app.get(path, async (_request, response) => { response.set('cache-control', 'no-cache').json(await make()); });
  }
  app.get(['/health/live', '/health/ready'], async (request, response) => { await answerHealth(request.path.replace(/\/$/, ''), response, health); });
  app.all([...Object.keys(documents), '/health/live', '/health/ready'], request => fail(request, new AuroraError('METHOD_NOT_ALLOWED', undefined, { details: { allowed: ['GET', 'HEAD'] } }), ['allow', 'GET, HEAD']));
  if (pages) app.use(pages);
  app.use(request => fail(request, new AuroraError('NOT_FOUND', 'There is nothing at this path.')));
  app.use((error: unknown, request: Request, _response: Response, _next: NextFunction) => fail(request, error));
  return app;
}

/** The whole application of a host: operations by the contracts' router, the rest by Express, one form of error. */
export function createApplication(options: ApplicationOptions): RequestListener {
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const app = surroundings(options, (request, error, headers) => api.fail(exchanges.get(request)!, error, headers));
  const api: Api = new Api({
    ...options,
    observe: observeWith(options.logger, options.metrics),
    ...(options.corsOrigins.length > 0 ? { before: corsHook(options.corsOrigins) } : {}),
    fallback: exchange => {
      exchanges.set(exchange.request, exchange);
      app(exchange.request as Request, exchange.response as Response);
    },
  });
  return api.listener;
}
