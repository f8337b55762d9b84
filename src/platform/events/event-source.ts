import { AuroraError } from '@aurora/kernel';
import type { EventBus } from './event-bus.ts';
import type { EventLog } from './event-log.ts';
import type { StoredEvent } from './stored-event.ts';

/** A module's events as others read them, wherever it is. */
export interface EventSource {
  /**
   * At most `limit` events after `position`, in their order: at once if there are any, else when there are, or none after `wait` milliseconds.
   * Rejects with `CONFLICT` where some of them have been archived; `archivedUpTo` reads that off the error.
   */
  after(position: number, limit: number, wait: number, signal: AbortSignal): Promise<readonly StoredEvent[]>;
  /** The position given last. */
  head(): Promise<number>;
  /** Tells the source that who reads here has processed everything up to `position`, or will begin again there; answers up to where events have been archived. */
  processed(position: number): Promise<number>;
}

/** Events, and up to where there are none because they have been archived. */
export interface EventPage {
  readonly items: readonly StoredEvent[];
  readonly pruned: number;
}

/** The events of a page that was asked for after `position`. Throws `CONFLICT` where some between the two have been archived. */
export function wholePage(position: number, { items, pruned }: EventPage): readonly StoredEvent[] {
  if (position >= pruned) return items;
  throw new AuroraError('CONFLICT', `Events up to ${pruned} have been archived: not all of those after ${position} are there.`, { details: { pruned } });
}

/** The position up to which events have been archived, if that is what an error says. */
export const archivedUpTo = (error: unknown): number | undefined =>
  (error instanceof AuroraError && error.code === 'CONFLICT' && typeof error.details['pruned'] === 'number' ? error.details['pruned'] : undefined);

/** Milliseconds between two looks while nobody wakes us: another process may have written. */
const interval = 250;

/** The events of a module in this process, for whoever reads them: it is not noted how far that is. */
export class LocalSource implements EventSource {
  readonly #module: string;
  readonly #log: EventLog;
  readonly #bus: EventBus;

  constructor(module: string, log: EventLog, bus: EventBus) {
    this.#module = module;
    this.#log = log;
    this.#bus = bus;
  }

  head(): Promise<number> {
    return this.#log.head();
  }

  processed(): Promise<number> {
    return this.#log.pruned();
  }

  async after(position: number, limit: number, wait: number, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    return wholePage(position, await this.page(position, limit, wait, signal));
  }

  /** The same without a complaint about those that have been archived. */
  async page(position: number, limit: number, wait: number, signal: AbortSignal): Promise<EventPage> {
    const items = await this.#next(position, limit, wait, signal);
    // Read afterwards: what has gone before the events were read is known by then.
    return { items, pruned: await this.#log.pruned() };
  }

  async #next(position: number, limit: number, wait: number, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    for (const end = Date.now() + wait; ;) {
      let heard = false;
      const unlisten = this.#bus.listen(this.#module, () => { heard = true; });
      const events = await this.#log.after(position, limit).finally(unlisten);
      const left = end - Date.now();
      if (events.length > 0 || left <= 0 || signal.aborted) return events;
      if (!heard) await this.#bus.woken(this.#module, Math.min(interval, left), signal);
    }
  }
}
