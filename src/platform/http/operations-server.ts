import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import { sendError } from './answer.ts';
import { Exchange } from './exchange.ts';
import { methodNotAllowed } from './method-not-allowed.ts';
import { asAuroraError } from './problem.ts';

/** What is measured, as Prometheus reads it. */
export interface Exposition {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** What a process says of its own state. */
export interface Health {
  /** Name of a part, and why it is not ready; empty when all is well. Answers within a second or so. */
  check(): Promise<Readonly<Record<string, string>>>;
  /** Name of a part, and what an operator should look at, though requests can be answered; empty when there is nothing. */
  warnings?(): Readonly<Record<string, string>>;
  /** True once the process has been told to stop. */
  readonly stopping: boolean;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(text) }).end(text);
}

/** Answers `/health/live` and `/health/ready`; false if the path is neither. */
export async function answerHealth(path: string, response: ServerResponse, health: Health): Promise<boolean> {
  if (path === '/health/live') {
    sendJson(response, 200, { status: 'live' });
    return true;
  }
  if (path !== '/health/ready') return false;
  const problems = health.stopping ? { process: 'is stopping' } : await health.check();
  const ready = Object.keys(problems).length === 0;
  sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', problems, warnings: health.warnings?.() ?? {} });
  return true;
}

/** The listener of the operations port: health and metrics, for the machine's own network. */
export const operationsListener = (measured: Exposition, health: Health) => (request: IncomingMessage, response: ServerResponse): void => {
  const exchange = new Exchange(request, response);
  response.setHeader('x-correlation-id', exchange.correlationId);
  const path = request.url!.split('?')[0]!.replace(/(.)\/$/, '$1');
  const answer = async (): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed(['GET', 'HEAD']);
    if (path === '/metrics') response.writeHead(200, { 'content-type': measured.contentType }).end(await measured.metrics());
    else if (!await answerHealth(path, response, health)) throw new AuroraError('NOT_FOUND', 'Here are /health/live, /health/ready and /metrics.');
  };
  answer().catch(error => sendError(exchange, asAuroraError(error), 'operations'));
};
