import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { StoredEvent } from '../events/stored-event.ts';

interface Unacknowledged {
  readonly message: ConsumeMessage;
  /** Up to where events must have been processed before the broker is told. */
  position: number;
}

/** What a queue has delivered and nobody has processed yet, by position; and what the broker still waits to hear of. */
export class Deliveries {
  readonly #channel: ConfirmChannel;
  readonly #events = new Map<number, StoredEvent>();
  /** In the order of their delivery. */
  readonly #unacknowledged: Unacknowledged[] = [];

  constructor(channel: ConfirmChannel) {
    this.#channel = channel;
  }

  /** Takes an event that the queue has delivered. */
  deliver(message: ConsumeMessage, event: StoredEvent): void {
    this.#unacknowledged.push({ message, position: event.position });
    this.#events.set(event.position, event);
  }

  /** Takes a message that is no event; the broker is told of it once that has been called which this answers. */
  hold(message: ConsumeMessage): () => void {
    const held: Unacknowledged = { message, position: Infinity };
    this.#unacknowledged.push(held);
    return () => { held.position = 0; };
  }

  /** Takes events that come from elsewhere. */
  add(events: readonly StoredEvent[]): void {
    for (const event of events) this.#events.set(event.position, event);
  }

  /** Whether there is anything, and so, where `following` finds nothing, whether something is missing before it. */
  get any(): boolean {
    return this.#events.size > 0;
  }

  /** Everything up to `position` has been processed: it is dropped, and the broker is told of as much as came without a gap. */
  passed(position: number): void {
    for (const known of this.#events.keys()) if (known <= position) this.#events.delete(known);
    const end = this.#unacknowledged.findIndex(delivery => delivery.position > position);
    const done = this.#unacknowledged.splice(0, end === -1 ? this.#unacknowledged.length : end);
    if (done.length > 0) this.#channel.ack(done.at(-1)!.message, true);
  }

  /** At most `limit` events that follow `position` without a gap. */
  following(position: number, limit: number): StoredEvent[] {
    const found: StoredEvent[] = [];
    for (let event = this.#events.get(position + 1); event && found.length < limit; event = this.#events.get(event.position + 1)) found.push(event);
    return found;
  }
}
