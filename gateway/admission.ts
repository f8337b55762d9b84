import type { IncomingMessage } from 'node:http';
import { requestClassOf, type Principal } from '@aurora/kernel';
import type { Admitted, Exchange, Gate } from '@aurora/platform/http';
import { applyLimit, type Limits } from './limits/index.ts';

/** Keeps out who asks too often, or has presented too many credentials that do not count. */
export class Admission {
  readonly #limits: Limits;
  readonly #addressOf: (request: IncomingMessage) => string;

  constructor(limits: Limits, addressOf: (request: IncomingMessage) => string) {
    this.#limits = limits;
    this.#addressOf = addressOf;
  }

  /** For bad credentials, counted by address. One that counts is never kept out for others behind the same address. */
  readonly gate: Gate = exchange => {
    const address = this.#addressOf(exchange.request);
    const result = this.#limits.checkFailed(address);
    if (result) applyLimit(exchange, result);
    this.#limits.failed(address);
  };

  /** Counts the request of an operation; rejects with 429 where it is one too many. Undefined where its class has no limit. */
  count({ exchange, identity, match }: Admitted): Promise<void> | undefined {
    return this.#counted(requestClassOf(match.route.operation), exchange, identity.principal);
  }

  /** The same for what no module claims: by whether it reads. */
  countUnclaimed(exchange: Exchange, principal: Principal): Promise<void> | undefined {
    const { method } = exchange.request;
    return this.#counted(method === 'GET' || method === 'HEAD' ? 'read' : 'write', exchange, principal);
  }

  #counted(name: 'read' | 'write' | 'upload', exchange: Exchange, principal: Principal): Promise<void> | undefined {
    return this.#limits.consume(name, principal, this.#addressOf(exchange.request))?.then(result => applyLimit(exchange, result));
  }
}
