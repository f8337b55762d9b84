import { randomUUID } from 'node:crypto';
import type { CallContext, Handlers } from '@aurora/kernel';
import type { EventSource } from './event-source.ts';
import { longestWait, type EventsContract, type EventsPort } from './events-contract.ts';
import type { StoredEvent } from './stored-event.ts';

/** Milliseconds for an answer, beyond the wait. */
const patience = 5_000;

const never = new AbortController().signal;

/** What a module answers to those who ask for its events. */
export const eventsHandlers = (source: EventSource): Handlers<EventsContract> => ({
  eventsAfter: async ({ after, limit, wait }) => ({ items: [...await source.after(after, limit, wait, never)] }),
  eventsHead: async () => ({ position: await source.head() }),
});

/** The events of a module that is reached through a port, wherever it is. */
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
    const { items } = await port.eventsAfter({ after: position, limit, wait: Math.min(wait, longestWait) }, this.#context(wait));
    return items;
  }

  async head(): Promise<number> {
    return (await (await this.#port()).eventsHead({}, this.#context(0))).position;
  }

  #context(wait: number): CallContext {
    return {
      correlationId: randomUUID(), traceparent: undefined, principal: { id: `module:${this.#subscriber}`, scopes: new Set() }, caller: this.#subscriber,
      deadline: Date.now() + wait + patience, commandId: undefined, placements: {},
    };
  }
}
