import type { EventBus } from '../events/event-bus.ts';
import type { EventLog } from '../events/event-log.ts';
import type { EventSource } from '../events/event-source.ts';
import type { Duty } from '../events/event-worker.ts';
import type { Queries, Transactions } from '../persistence/index.ts';
import type { Logger } from '../telemetry/index.ts';
import { BrokerLink } from './broker-link.ts';
import { BrokerSource } from './broker-source.ts';
import { PublishedPosition } from './published-position.ts';
import { publishing } from './publishing.ts';
import { Topology } from './topology.ts';

export interface BrokerOptions {
  /** As in `amqp://user:password@host:5672/virtual-host`, or `amqps:`. */
  readonly url: string;
  /** Begins the names of all exchanges and queues. */
  readonly prefix: string;
  /** Of this process, as the broker shows it. */
  readonly name: string;
  /** Names of the modules that listen to the one that is named. */
  readonly listenersOf: (module: string) => readonly string[];
  readonly bus: EventBus;
  readonly logger: Logger;
}

/** What a module that tells gives to the broker. */
export interface Published {
  readonly module: string;
  readonly log: EventLog;
  readonly queries: Queries;
  readonly transactions: Transactions;
}

/** RabbitMQ as a pipe of events, for all modules of this process. */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #link: BrokerLink;
  readonly #topology: Topology;
  readonly #published = new Map<string, { readonly log: EventLog; position: number }>();

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#link = new BrokerLink(options);
    this.#topology = new Topology(options.prefix);
  }

  /** Whether the broker was there when it was last needed. */
  get connected(): boolean {
    return this.#link.connected;
  }

  /** Publishes a module's events. */
  publishing({ log, module, queries, transactions }: Published): Duty {
    const { bus, listenersOf } = this.#options;
    const seen = { log, position: 0 };
    return publishing({
      module, log, bus, listeners: listenersOf(module), position: new PublishedPosition(queries, transactions), link: this.#link, topology: this.#topology,
      published: position => {
        seen.position = position;
        this.#published.set(module, seen);
      },
    });
  }

  /** The events of `source` for `subscriber`, who holds the lease of handling them. `pull` asks the source itself. */
  consume(subscriber: string, source: string, pull: EventSource): EventSource & AsyncDisposable {
    return new BrokerSource({ subscriber, source, pull, link: this.#link, topology: this.#topology, logger: this.#options.logger });
  }

  /** By module: events that have positions and that the broker does not have. Of the modules that this process publishes. */
  async unpublished(): Promise<ReadonlyMap<string, number>> {
    const rows = await Promise.all([...this.#published].map(async ([module, { log, position }]) => [module, Math.max(0, await log.head() - position)] as const));
    return new Map(rows);
  }

  async close(): Promise<void> {
    await this.#link.close();
  }
}
