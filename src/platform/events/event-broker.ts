import type { EventLog } from './event-log.ts';
import type { EventSource } from './event-source.ts';
import type { Duty } from './event-worker.ts';
import { follow } from './follow.ts';
import type { Subscribers } from './subscribers.ts';
import type { Subscription } from './subscription.ts';

/** What a module that tells gives to a broker. */
export interface Published {
  readonly module: string;
  readonly log: EventLog;
  /** Names of the modules that listen. */
  readonly listeners: readonly string[];
  readonly subscribers: Subscribers;
}

/** Something between modules that keeps events for those who listen; a subscription can't tell whether there is one. */
export interface EventBroker {
  /** Gives it a module's events, under the lease of that work. */
  publishing(of: Published): Duty;
  /** The events that it has of `source` for `subscriber`, and from `pull` what it has not. */
  consume(subscriber: string, source: string, pull: EventSource): EventSource & AsyncDisposable;
}

/** As `follow`, with the events that a broker has for `subscriber`. */
export const followThrough = (broker: EventBroker, subscription: Subscription, subscriber: string, pull: EventSource): Duty => async (fence, signal) => {
  await using source = broker.consume(subscriber, subscription.source, pull);
  await follow(subscription, source)(fence, signal);
};
