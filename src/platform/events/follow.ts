import type { Duty } from './event-worker.ts';
import type { EventSource } from './event-source.ts';
import { Progress } from './progress.ts';
import type { Subscription } from './subscription.ts';

/** Events asked for at once, and milliseconds to wait for some; what is kept is looked at as often. */
const batch = 200, patience = 1_000;

/** Hands a source's events to a subscription, for as long as the lease is held. */
export const follow = (subscription: Subscription, source: EventSource): Duty => async (fence, signal) => {
  const progress = new Progress(source);
  const begun = await subscription.claim(fence);
  if (begun !== undefined) await recover(subscription, source, begun, signal);
  while (!signal.aborted) {
    // What is kept for later counts as processed: it needs the source no more.
    progress.reached(subscription.position);
    await subscription.retry();
    const events = await source.after(subscription.position, batch, patience, signal);
    if (events.length > 0) await subscription.take(events);
    else if (!signal.aborted) await subscription.confirm();
  }
};

/** A process has ended in the middle of these: taken one by one, the one that ends it shows; if it is one alone, it was that. */
async function recover(subscription: Subscription, source: EventSource, begun: number, signal: AbortSignal): Promise<void> {
  const events = await source.after(subscription.position, begun - subscription.position, 0, signal);
  const alone = begun === subscription.position + 1;
  for (const event of events) {
    if (signal.aborted) return;
    await (alone ? subscription.keep(event) : subscription.takeAlone(event));
  }
}
