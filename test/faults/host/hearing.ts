import type { ModuleEvents } from '@aurora/platform/events';
import type { Pipe } from './orders.ts';
import { say } from './say.ts';

/** How to begin to hear of things through each pipe. */
export type Starts = Readonly<Record<Pipe, () => Promise<ModuleEvents>>>;

/** Hears of things through one pipe, until it is told to hear through another. */
export class Hearing {
  readonly #starts: Starts;
  #events: Promise<ModuleEvents>;

  private constructor(starts: Starts, events: ModuleEvents) {
    this.#starts = starts;
    this.#events = Promise.resolve(events);
  }

  static async start(pipe: Pipe, starts: Starts): Promise<Hearing> {
    return new Hearing(starts, await starts[pipe]());
  }

  /** Says when that is done. */
  switch(pipe: Pipe): void {
    this.#events = this.#events.then(async before => {
      await before.stop();
      const events = await this.#starts[pipe]();
      say({ says: 'switched', pipe });
      return events;
    });
  }
}
