import { randomUUID } from 'node:crypto';
import type { CallContext } from '@aurora/kernel';
import { wholePage, type EventSource } from './event-source.ts';
import { longestWait, type EventsPort } from './events-contract.ts';
import type { StoredEvent } from './stored-event.ts';

/** Milliseconds for an answer, beyond the wait. */
const patience = 5_000;

/** The events of a module that is reached through a port, wherever it is, for one subscriber. */
export class PortSource implements EventSource {
  readonly #subscriber: string;
  readonly #port: () => Promise<EventsPort>;

  constructor(subscriber: string, port: () => Promise<EventsPort>) {
    this.#subscriber = subscriber;
    this.#port = port;
  }

  async after(position: number, limit: number, wait: number, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    if (signal.aborted) return [];
    const port = await this.#port();
    return wholePage(position, await port.eventsAfter({ after: position, limit, wait: Math.min(wait, longestWait) }, this.#context(wait)));
  }

  async head(): Promise<number> {
    return (await (await this.#port()).eventsHead({}, this.#context(0))).position;
  }

  async processed(position: number): Promise<number> {
    return (await (await this.#port()).eventsProcessed({ position }, { ...this.#context(0), commandId: randomUUID() })).pruned;
  }

  #context(wait: number): CallContext {
    return {
      correlationId: randomUUID(), traceparent: undefined, principal: { id: `module:${this.#subscriber}`, scopes: new Set() }, caller: this.#subscriber,
      deadline: Date.now() + wait + patience, commandId: undefined, placements: {},
    };
  }
}
