import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@aurora/kernel';
import { correlationIdOf } from './correlation.ts';
import type { Target } from './target.ts';

/** One request and its answer, on its way through the server. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly correlationId: string;
  /** `performance.now()` at the start. */
  readonly started: number;
  /** Known once the request is authenticated. */
  principal: Principal | undefined;
  /** Label of the operation, `subject.get`, once routed. */
  operation = 'none';
  /** What is asked for, once it is known to be well formed. */
  target: Target | undefined;
  /** The request cannot be trusted to end where it seems to: nothing that follows it is read. */
  last = false;
  /** The error code answered with, if any. */
  errorCode: string | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.correlationId = correlationIdOf(request.headers['x-correlation-id'] ?? request.headers['x-request-id']);
    this.started = performance.now();
  }
}
