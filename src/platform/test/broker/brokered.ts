import { randomBytes } from 'node:crypto';
import amqplib, { type Channel, type ChannelModel } from 'amqplib';
import { Broker } from '@aurora/platform/broker';
import { EventBus, type EventSource } from '@aurora/platform/events';
import { CuttingProxy, type Engine, until } from '@aurora/test/running';
import { serviceUrl } from '@aurora/test/services';
import { EventsWorkbench, type Teller, type Twist } from '../events/workbench.ts';


/** A source that answers as long as it is asked through this, and can be away. */
export class Source implements EventSource {
  away = false;
  asked = 0;
  readonly #source: EventSource;

  constructor(source: EventSource) {
    this.#source = source;
  }

  async after(...args: Parameters<EventSource['after']>): ReturnType<EventSource['after']> {
    this.asked += 1;
    if (this.away) throw new Error('the source is away');
    return this.#source.after(...args);
  }

  head(): Promise<number> {
    return this.#source.head();
  }

  processed(position: number): Promise<number> {
    return this.#source.processed(position);
  }
}

/** One who tells and one who hears, a RabbitMQ between them, and a proxy before that. Its names are its own, and go with it. */
export class Brokered implements AsyncDisposable {
  readonly bench: EventsWorkbench;
  readonly proxy: CuttingProxy;
  readonly prefix = `test-${randomBytes(6).toString('hex')}`;
  readonly #server: URL;
  /** Beside the proxy. */
  readonly #connection: ChannelModel;
  readonly #resources: AsyncDisposableStack;
  readonly #brokers: Broker[] = [];

  private constructor(bench: EventsWorkbench, proxy: CuttingProxy, server: URL, connection: ChannelModel, resources: AsyncDisposableStack) {
    this.bench = bench;
    this.proxy = proxy;
    this.#server = server;
    this.#connection = connection;
    this.#resources = resources;
  }

  /** `url` is that of the broker. */
  static async open(engine: Engine = 'sqlite', url = serviceUrl('rabbitmq')): Promise<Brokered> {
    await using opening = new AsyncDisposableStack();
    const server = new URL(url), connection = await amqplib.connect(url);
    // A test may end its server.
    connection.on('error', () => undefined);
    opening.defer(() => connection.close().catch(() => undefined));
    const proxy = opening.use(await CuttingProxy.open(Number(server.port || 5672)));
    const bench = await EventsWorkbench.create(engine);
    const brokered = new Brokered(bench, proxy, server, connection, opening.move());
    brokered.#resources.defer(() => brokered.#forget());
    brokered.#resources.defer(async () => { for (const broker of brokered.#brokers) await broker.close(); });
    brokered.#resources.use(bench);
    return brokered;
  }

  get exchange(): string {
    return `${this.prefix}.thing`;
  }

  get queue(): string {
    return `${this.prefix}.hearer.from.thing`;
  }

  get unreadable(): string {
    return `${this.prefix}.hearer.unreadable`;
  }

  /** A connection of one process. */
  broker(bus: EventBus = new EventBus()): Broker {
    const url = new URL(this.#server);
    url.port = String(this.proxy.port);
    const broker = new Broker({ url: url.href, prefix: this.prefix, name: 'test', bus, logger: this.bench.logger });
    this.#brokers.push(broker);
    return broker;
  }

  /** One who tells; what it tells from now on is published. */
  async tell(): Promise<Teller> {
    const bus = new EventBus();
    const teller = await this.bench.tell({ bus, broker: this.broker(bus) });
    await until(async () => (await this.bench.teller.sql("select position from event_subscriber where name = 'broker'")).length === 1);
    return teller;
  }

  async hear(source: EventSource, twist?: Twist): ReturnType<EventsWorkbench['hear']> {
    return this.bench.hear(source, twist, this.broker());
  }

  /** Asks the broker something on a channel of its own, which a refusal ends; undefined then, and where it has been away. */
  async ask<Answer>(question: (channel: Channel) => Promise<Answer>): Promise<Answer | undefined> {
    try {
      const channel = await this.#connection.createChannel();
      channel.on('error', () => undefined);
      const answer = await question(channel);
      await channel.close();
      return answer;
    } catch {
      return undefined;
    }
  }

  /** Messages that wait in a queue; undefined where there is none of the name. */
  async waiting(queue: string): Promise<number | undefined> {
    return (await this.ask(channel => channel.checkQueue(queue)))?.messageCount;
  }

  async #forget(): Promise<void> {
    for (const queue of [this.queue, this.unreadable]) await this.ask(channel => channel.deleteQueue(queue));
    await this.ask(channel => channel.deleteExchange(this.exchange));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
