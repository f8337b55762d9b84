import type { EventBus } from './event-bus.ts';
import type { EventLog } from './event-log.ts';
import type { StoredEvent } from './stored-event.ts';

/** A module's events as others read them, wherever it is. */
export interface EventSource {
  /** At most `limit` events after `position`, in their order: at once if there are any, else when there are, or none after `wait` milliseconds. */
  after(position: number, limit: number, wait: number, signal: AbortSignal): Promise<readonly StoredEvent[]>;
  /** The position given last. */
  head(): Promise<number>;
}

/** Milliseconds between two looks while nobody wakes us: another process may have written. */
const interval = 250;

/** The events of a module in this process. */
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

  async after(position: number, limit: number, wait: number, signal: AbortSignal): Promise<readonly StoredEvent[]> {
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
