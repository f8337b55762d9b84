import type { Logger, Metrics } from '../telemetry/index.ts';
import type { Exchange } from './exchange.ts';
import { loggedPath } from './logged-path.ts';

/** Logs one line and counts one request when its answer has ended. */
export const observeWith = (logger: Logger, metrics: Metrics) => (exchange: Exchange, seconds: number): void => {
  const { correlationId, errorCode, operation, principal, request, response, upstream } = exchange;
  const status = response.headersSent ? response.statusCode : 0;
  metrics.request(operation, status, seconds);
  if (errorCode !== undefined) metrics.errors.inc({ operation, code: errorCode });
  if (!logger.isLevelEnabled('info')) return;
  logger.info({
    'http.request.id': correlationId, 'http.request.method': request.method, 'url.path': loggedPath(request.url!), 'http.response.status_code': status,
    'event.duration': Math.round(seconds * 1e9), 'event.action': operation, 'user.id': principal?.id, 'error.code': errorCode, 'labels.upstream': upstream,
  }, 'request');
};
