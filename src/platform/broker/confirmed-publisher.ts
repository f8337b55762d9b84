import type { Message } from 'amqplib';
import type { StoredEvent } from '../events/stored-event.ts';
import type { OpenChannel } from './broker-link.ts';
import { contentOf, propertiesOf } from './message.ts';

/** Milliseconds in which the broker must have confirmed a message. */
const patience = 15_000;

export interface ConfirmedPublisherOptions {
  readonly channel: OpenChannel;
  readonly exchange: string;
  /** Name of the module that tells. */
  readonly module: string;
  /** Whether an event that reaches no queue has failed. */
  readonly mandatory: boolean;
}

/** Publishes events and knows of each whether the broker has it: an event that no queue took is returned before it is confirmed. */
export class ConfirmedPublisher {
  readonly #options: ConfirmedPublisherOptions;
  readonly #returned = new Set<string>();

  constructor(options: ConfirmedPublisherOptions) {
    this.#options = options;
    options.channel.channel.on('return', ({ properties }: Message) => { this.#returned.add(String(properties.messageId)); });
  }

  /** Resolves once the broker has all of them on disk. Rejects where it refuses one, none of its queues takes one, or it is lost or silent. */
  async publish(events: readonly StoredEvent[]): Promise<void> {
    const confirmed = Promise.all(events.map(event => this.#one(event)));
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`the broker has not confirmed messages in ${patience / 1_000} s`)), patience);
    await Promise.race([confirmed, late]).finally(() => clearTimeout(timer));
  }

  #one(event: StoredEvent): Promise<void> {
    const { channel: { channel }, exchange, mandatory, module } = this.#options;
    return new Promise((resolve, reject) => {
      channel.publish(exchange, event.event_type, contentOf(event), { ...propertiesOf(module, event), mandatory }, (error: Error | null) => {
        if (error) reject(error);
        else if (this.#returned.delete(event.event_id)) reject(new Error(`no queue takes the events of ${module}: ${exchange} has lost its bindings`));
        else resolve();
      });
    });
  }
}
