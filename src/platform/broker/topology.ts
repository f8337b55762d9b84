import type { Channel } from 'amqplib';

/** Messages that a queue holds at most: the oldest go then, and its subscriber pulls them from the source when it is back. */
const mostMessages = 100_000;

/**
 * Names and makes what carries events: a durable topic exchange for each module, on which the type of an event is its routing key, and
 * a quorum queue for each who listens, with one active consumer. Declaring what is there already verifies it: where an exchange or
 * queue of the name has other properties, the broker refuses (406 PRECONDITION_FAILED) and the channel ends.
 */
export class Topology {
  readonly #prefix: string;

  /** `prefix` begins all names; deployments that share a virtual host have their own. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  exchange(module: string): string {
    return `${this.#prefix}.${module}`;
  }

  /** Of one who listens to a module. */
  queue(subscriber: string, source: string): string {
    return `${this.#prefix}.${subscriber}.from.${source}`;
  }

  /** Where a subscriber puts what it cannot read as an event. */
  unreadable(subscriber: string): string {
    return `${this.#prefix}.${subscriber}.unreadable`;
  }

  /** The exchange of a module, and the queues of those who listen to it: what it tells is kept for them before they first come. */
  async declareSource(channel: Channel, module: string, listeners: readonly string[]): Promise<void> {
    await channel.assertExchange(this.exchange(module), 'topic', { durable: true });
    for (const listener of listeners) await this.declareQueue(channel, listener, module);
  }

  /** The queue of one who listens, bound to the exchange of the source. */
  async declareQueue(channel: Channel, subscriber: string, source: string): Promise<void> {
    await channel.assertExchange(this.exchange(source), 'topic', { durable: true });
    await channel.assertQueue(this.queue(subscriber, source), {
      durable: true, maxLength: mostMessages, arguments: { 'x-queue-type': 'quorum', 'x-single-active-consumer': true, 'x-overflow': 'drop-head' },
    });
    await channel.bindQueue(this.queue(subscriber, source), this.exchange(source), '#');
  }

  async declareUnreadable(channel: Channel, subscriber: string): Promise<void> {
    await channel.assertQueue(this.unreadable(subscriber), { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  }
}
