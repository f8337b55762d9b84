import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuroraError, Placement, Principal } from '@aurora/kernel';
import { correlationIdOf } from './correlation.ts';
import type { ErrorForm } from './problem.ts';
import type { Target } from './target.ts';

const none: readonly string[] = [];
const nowhere: Readonly<Record<string, Placement>> = {};

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
  /** How errors are told, whatever the client accepts; undefined, in Aurora's own form. */
  errorForm: ErrorForm | undefined;
  /** Media type of JSON answers, where the client has named one of our own. */
  mediaType: string | undefined;
  /** Sent with whatever is answered: name and value in turn. */
  extraHeaders: readonly string[] = none;
  /** Names the command, once that is known. */
  commandId: string | undefined;
  /** The bytes of the body, once somebody has read them. */
  body: Buffer | undefined;
  /** Another host sends it, by a token of its own. */
  fromHost = false;
  /** What paths begin with for the client: `/api/v1`, where a gateway has sent the request on. */
  prefix: string | undefined;
  /** Name of the service that the client has asked, for errors: the gateway that has sent the request on. */
  service: string | undefined;
  /** Why the caller would be refused here, where another application may judge otherwise. */
  refusal: AuroraError | undefined;
  /** Where modules live for this request, decided once. */
  placements: Readonly<Record<string, Placement>> = nowhere;
  /** The request cannot be trusted to end where it seems to: nothing that follows it is read. */
  last = false;
  /** The target that has answered, where that is not this process. */
  upstream: string | undefined;
  /** The error code answered with, if any. */
  errorCode: string | undefined;

  /** Reads the request's correlation id, unless it is part of another one. */
  constructor(request: IncomingMessage, response: ServerResponse, correlationId?: string) {
    this.request = request;
    this.response = response;
    this.correlationId = correlationId ?? correlationIdOf(request.headers['x-correlation-id'] ?? request.headers['x-request-id']);
    this.started = performance.now();
  }
}
