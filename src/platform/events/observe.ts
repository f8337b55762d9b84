import { setTimeout as wait } from 'node:timers/promises';
import type { EventSource } from './event-source.ts';
import type { StoredEvent } from './stored-event.ts';

/** Events asked for at once; milliseconds to wait for some, and between tries while the source is away. */
const batch = 1_000, patience = 2_000, pause = 500;

export interface Observer {
  /** Told of events, in their order. */
  readonly changed: (events: readonly StoredEvent[]) => void;
  /** Told that there may have been events which it will never hear of. */
  readonly missed: () => void;
  /** Told, once, that the source does not answer, with why; `missed` is told when it is back. */
  readonly away?: (error: unknown) => void;
}

/**
 * Follows a module's events from now on, for this process alone and for as long as it lives; answers how to end that. Nothing is
 * remembered: who observes keeps what can be made anew, and drops it when something may have been missed.
 */
export function observe(source: EventSource, { away, changed, missed }: Observer): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  async function follow(): Promise<void> {
    let position: number | undefined;
    let told = false;
    while (!signal.aborted) {
      try {
        if (position === undefined) {
          position = await source.head();
          missed();
        }
        const events = await source.after(position, batch, patience, signal);
        told = false;
        // Positions that are gone, or that have been given anew, are as good as missed.
        if (events.length > 0 && events[0]!.position !== position + 1) missed();
        if (events.length > 0) changed(events);
        position = events.at(-1)?.position ?? position;
      } catch (error) {
        if (!told) away?.(error);
        told = true;
        position = undefined;
        await wait(pause * (0.5 + Math.random()), undefined, { ref: false, signal }).catch(() => undefined);
      }
    }
  }
  void follow();
  return () => ending.abort();
}
