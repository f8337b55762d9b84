import type { EventBus } from '../events/event-bus.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Duty } from '../events/event-worker.ts';
import { brokerName, type Subscribers } from '../events/subscribers.ts';
import { agreed } from './agreed.ts';
import type { BrokerLink } from './broker-link.ts';
import { ConfirmedPublisher } from './confirmed-publisher.ts';
import { Either } from './either.ts';
import type { Topology } from './topology.ts';

/** Events in one batch, of which two are on their way at once. */
const batch = 500;
/** Milliseconds between two looks while nobody wakes us, and between two times that the position is written down. */
const interval = 250, savedEvery = 1_000;

export interface PublishingOptions {
  readonly module: string;
  readonly log: EventLog;
  /** Names of the modules that listen. */
  readonly listeners: readonly string[];
  /** Of the module; the broker is noted among them. */
  readonly subscribers: Subscribers;
  readonly bus: EventBus;
  readonly link: BrokerLink;
  readonly topology: Topology;
  /** Told of each position up to which the broker has everything. */
  readonly published: (position: number) => void;
}

/**
 * Gives a module's events to the broker in their order, for as long as the lease is held. What was on its way at a crash or a loss is
 * published again: who hears of it twice drops it by its position. The first time it begins with what comes next.
 */
export const publishing = (options: PublishingOptions): Duty => async (_, signal) => {
  const { bus, link, listeners, log, module, published, subscribers, topology } = options;
  await using channel = await link.open(signal);
  await agreed(signal, () => topology.declareSource(channel.channel, module, listeners));
  const publisher = new ConfirmedPublisher({ channel, exchange: topology.exchange(module), module, mandatory: listeners.length > 0 });
  let saved = (await subscribers.list()).find(({ name }) => name === brokerName)?.position ?? undefined;
  if (saved === undefined) await subscribers.note(brokerName, saved = await log.head());
  let [confirmed, savedAt] = [saved, Date.now()];
  published(confirmed);
  const save = async (least: number): Promise<void> => {
    if (confirmed === saved || Date.now() - savedAt < least) return;
    await subscribers.note(brokerName, confirmed);
    [saved, savedAt] = [confirmed, Date.now()];
  };
  using end = new Either(signal, channel.lost);
  const { aborted: ends, signal: ended } = end;
  /** Waits until what was sent is confirmed, or will never be. */
  const settle = async ({ position, sent }: Batch): Promise<void> => {
    await Promise.race([sent, ends]);
    if (ended.aborted) return;
    if (position > confirmed) published(confirmed = position);
    await save(savedEvery);
  };
  try {
    let onItsWay: Batch = { position: confirmed, sent: Promise.resolve() };
    while (!ended.aborted) {
      let heard = false;
      const unlisten = bus.listen(module, () => { heard = true; });
      const events = await log.after(onItsWay.position, batch).finally(unlisten);
      const before = onItsWay;
      if (events.length > 0) onItsWay = { position: events.at(-1)!.position, sent: publisher.publish(events) };
      // What fails is seen when it is waited for.
      onItsWay.sent.catch(() => undefined);
      await settle(before);
      if (events.length < batch) await settle(onItsWay);
      if (events.length === 0 && !heard) await bus.woken(module, interval, ended);
    }
    if (!signal.aborted) throw new Error('the broker is lost');
  } finally {
    await save(0);
  }
};

/** Events on their way, up to a position. */
interface Batch {
  readonly position: number;
  readonly sent: Promise<void>;
}
