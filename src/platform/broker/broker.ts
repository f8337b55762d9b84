import type { Published } from '../events/event-broker.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { EventLog } from '../events/event-log.ts';
import type { EventSource } from '../events/event-source.ts';
import type { Duty } from '../events/event-worker.ts';
import type { Logger } from '../telemetry/index.ts';
import { BrokerLink } from './broker-link.ts';
import { BrokerSource } from './broker-source.ts';
import { publishing } from './publishing.ts';
import { Topology } from './topology.ts';

export interface BrokerOptions {
  /** As in `amqp://user:password@host:5672/virtual-host`, or `amqps:`. */
  readonly url: string;
  /** Begins the names of all exchanges and queues. */
  readonly prefix: string;
  /** Of this process, as the broker shows it. */
  readonly name: string;
  readonly bus: EventBus;
  readonly logger: Logger;
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
  publishing({ listeners, log, module, subscribers }: Published): Duty {
    const { bus } = this.#options;
    const seen = { log, position: 0 };
    return publishing({
      module, log, bus, listeners, subscribers, link: this.#link, topology: this.#topology,
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
