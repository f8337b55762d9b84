import type { ConsumeMessage } from 'amqplib';
import type { StoredEvent } from '../events/stored-event.ts';
import type { Logger } from '../telemetry/index.ts';
import { agreed, NoAnswer } from './agreed.ts';
import type { BrokerLink, OpenChannel } from './broker-link.ts';
import { Deliveries } from './deliveries.ts';
import { Either } from './either.ts';
import { eventOf } from './message.ts';
import type { Topology } from './topology.ts';

/** Messages that the broker hands over before it hears that some have been processed. */
const prefetch = 1_000;

export interface ConsumerOptions {
  readonly subscriber: string;
  /** Name of the module that tells. */
  readonly source: string;
  readonly link: BrokerLink;
  readonly topology: Topology;
  readonly logger: Logger;
  /** Called when something has come. */
  readonly news: () => void;
}

/** The broker has the queue, and lets nobody consume it. */
export class StandingQueue extends Error {
  override readonly name = 'StandingQueue';

  constructor(queue: string) {
    super(`the broker has the queue ${queue} and does not let it be consumed`);
  }
}

/** A subscriber's queue, consumed through one channel until that is lost. */
export class Consumer implements AsyncDisposable {
  readonly deliveries: Deliveries;
  readonly #options: ConsumerOptions;
  readonly #channel: OpenChannel;
  readonly #deleted: AbortController;
  readonly #lost: Either;

  private constructor(options: ConsumerOptions, channel: OpenChannel) {
    this.#options = options;
    this.#channel = channel;
    this.deliveries = new Deliveries(channel.channel);
    this.#deleted = new AbortController();
    this.#lost = new Either(channel.lost, this.#deleted.signal);
  }

  /** Rejects with `StandingQueue` where the broker answers all but the last question. */
  static async open(options: ConsumerOptions, signal: AbortSignal): Promise<Consumer> {
    const { link, source, subscriber, topology } = options;
    const channel = await link.open(signal);
    try {
      await agreed(signal, async () => {
        await topology.declareQueue(channel.channel, subscriber, source);
        await topology.declareUnreadable(channel.channel, subscriber);
        await channel.channel.prefetch(prefetch);
      });
      const consumer = new Consumer(options, channel), queue = topology.queue(subscriber, source);
      await agreed(signal, () => channel.channel.consume(queue, message => consumer.#take(message))).catch((error: unknown) => {
        throw error instanceof NoAnswer ? new StandingQueue(queue) : error;
      });
      return consumer;
    } catch (error) {
      await channel[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Aborted when nothing more comes: the channel is lost, or the queue has been deleted. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  #take(message: ConsumeMessage | null): void {
    if (message === null) return this.#deleted.abort();
    const event: StoredEvent | undefined = eventOf(message);
    if (event) {
      this.deliveries.deliver(message, event);
      this.#options.news();
    } else {
      this.#setAside(message);
    }
  }

  /** Keeps bytes that are no event where an operator finds them; the position that they may have stood for is pulled from the source. */
  #setAside(message: ConsumeMessage): void {
    const { logger, source, subscriber, topology } = this.#options;
    const { channel } = this.#channel;
    const queue = topology.unreadable(subscriber);
    logger.error({ 'event.action': 'event.unreadable', 'labels.source': source, 'labels.queue': queue }, 'a message is no event; it is set aside');
    const done = this.deliveries.hold(message);
    channel.sendToQueue(queue, message.content, { persistent: true, headers: { 'x-from': topology.queue(subscriber, source) } }, (error: Error | null) => { if (!error) done(); });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#channel[Symbol.asyncDispose]();
  }
}
