import { setTimeout as wait } from 'node:timers/promises';
import { archivedUpTo, type EventSource } from '../events/event-source.ts';
import type { StoredEvent } from '../events/stored-event.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { agreed } from './agreed.ts';
import type { BrokerLink } from './broker-link.ts';
import { Consumer, StandingQueue } from './consumer.ts';
import { Either } from './either.ts';
import type { Topology } from './topology.ts';

/** Milliseconds without news after which the source is asked all the same; between two questions while it does not help; between two tries to reach the broker. */
const silence = 5_000, pause = 1_000, recovery = 500;
/** Milliseconds for which the source is followed by itself before we look whether the broker is back. */
const meanwhile = 1_000;

/** Tries in a row after which a queue that lets nobody consume it is made anew: each of them has waited for as long as an election may take. */
const mostStanding = 2;

export interface BrokerSourceOptions {
  readonly subscriber: string;
  /** Name of the module that tells. */
  readonly source: string;
  /** The same events, asked for. */
  readonly pull: EventSource;
  readonly link: BrokerLink;
  readonly topology: Topology;
  readonly logger: Logger;
}

/**
 * A module's events as its queue at the broker delivers them. What is missing between them, before them, or after a silence is asked of
 * the source; while the broker is away everything is. So nothing depends on the broker having kept a message, and while the source is
 * away what the broker has goes on being delivered.
 */
export class BrokerSource implements EventSource, AsyncDisposable {
  readonly #options: BrokerSourceOptions;
  readonly #ending = new AbortController();
  readonly #consuming: Promise<void>;
  #consumer: Consumer | undefined;
  /** Whether the source is being asked now. */
  #asking = false;
  /** When the source is to be asked next though nothing seems to be missing, and not before when it is asked at all. */
  #askAgain = 0;
  #notBefore = 0;
  /** Why nothing can go on: what is missing has been archived. */
  #archived: unknown;
  #wake = (): void => undefined;

  constructor(options: BrokerSourceOptions) {
    this.#options = options;
    this.#consuming = this.#keepConsuming();
  }

  head(): Promise<number> {
    return this.#options.pull.head();
  }

  processed(position: number): Promise<number> {
    return this.#options.pull.processed(position);
  }

  async after(position: number, limit: number, patience: number, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    for (const end = Date.now() + patience; ;) {
      const consumer = this.#consumer;
      const events = consumer ? this.#delivered(consumer, position, limit) : await this.#pulled(position, limit, Math.min(end - Date.now(), meanwhile), signal);
      const left = end - Date.now();
      if (events.length > 0 || left <= 0 || signal.aborted) return events;
      if (consumer === this.#consumer) await this.#news(Math.min(left, pause), signal);
    }
  }

  /** What follows of what the queue has delivered; where that is nothing, the source is asked as well, from time to time. */
  #delivered(consumer: Consumer, position: number, limit: number): readonly StoredEvent[] {
    const { deliveries } = consumer;
    if (this.#archived !== undefined) throw this.#archived;
    deliveries.passed(position);
    const events = deliveries.following(position, limit);
    const now = Date.now();
    if (events.length === 0 && !this.#asking && now >= this.#notBefore && (deliveries.any || now >= this.#askAgain)) void this.#ask(consumer, position, limit);
    return events;
  }

  /** What the source has, while the broker is away; nothing where both are. */
  async #pulled(position: number, limit: number, patience: number, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    const { logger, pull, source } = this.#options;
    try {
      return await pull.after(position, limit, Math.max(0, patience), signal);
    } catch (error) {
      if (archivedUpTo(error) !== undefined) throw error;
      logger.debug({ 'event.action': 'events.away', 'labels.source': source, ...errorFields(error) }, `neither the broker nor ${source} can be reached`);
      return [];
    }
  }

  /** Asks the source for what follows, while the broker may deliver the same. */
  async #ask(consumer: Consumer, position: number, limit: number): Promise<void> {
    const { logger, pull, source } = this.#options;
    this.#asking = true;
    try {
      const events = await pull.after(position, limit, 0, this.#ending.signal);
      consumer.deliveries.add(events);
      // A full answer is not the whole.
      this.#askAgain = events.length < limit ? Date.now() + silence : 0;
      this.#notBefore = events.length > 0 ? 0 : Date.now() + pause;
    } catch (error) {
      this.#notBefore = Date.now() + pause;
      if (archivedUpTo(error) !== undefined) this.#archived = error;
      logger.debug({ 'event.action': 'events.away', 'labels.source': source, ...errorFields(error) }, `${source} does not answer; what the broker has goes on`);
    } finally {
      this.#asking = false;
      this.#wake();
    }
  }

  /** Resolves when something has come, after `milliseconds`, or when `signal` is aborted. */
  async #news(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const end = (): void => resolve();
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }

  async #keepConsuming(): Promise<void> {
    const { signal } = this.#ending;
    const { link, logger, source, subscriber, topology } = this.#options;
    for (let standing = 0; !signal.aborted;) {
      try {
        await using consumer = await Consumer.open({ link, topology, source, subscriber, logger, news: () => this.#wake() }, signal);
        // Whatever came while nobody consumed is asked for first.
        [this.#askAgain, this.#notBefore] = [0, 0];
        this.#consumer = consumer;
        standing = 0;
        using end = new Either(signal, consumer.lost);
        await end.aborted;
      } catch (error) {
        standing = error instanceof StandingQueue ? standing + 1 : 0;
        logger.debug({ 'event.action': 'broker.away', ...errorFields(error) }, `the queue of ${subscriber} cannot be consumed; it is tried again`);
        if (standing >= mostStanding) await this.#replaceQueue();
      } finally {
        this.#consumer = undefined;
        this.#wake();
      }
      await wait(recovery * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Deletes the queue, which the next try makes again: what was in it is asked of the source. RabbitMQ (seen in 3.10) leaves a quorum queue
   * without a leader for ever when it is killed less than a second after it has made it, and then nothing is published to its exchange either.
   */
  async #replaceQueue(): Promise<void> {
    const { link, logger, source, subscriber, topology } = this.#options;
    const queue = topology.queue(subscriber, source);
    logger.warn({ 'event.action': 'broker.queue.replaced', 'labels.queue': queue }, 'a queue stands still at the broker: it is deleted and made again, and what was in it is asked of its source');
    try {
      await using channel = await link.open(this.#ending.signal);
      await agreed(this.#ending.signal, () => channel.channel.deleteQueue(queue));
    } catch (error) {
      logger.debug({ 'event.action': 'broker.away', ...errorFields(error) }, `the queue ${queue} cannot be deleted; it is tried again`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#consuming;
  }
}
