import type { EventSource, ModuleEvents } from '@aurora/platform/events';
import type { Pipe } from './orders.ts';
import { say } from './say.ts';

/** How the events of things come through each pipe; undefined where this host has no such pipe. */
export type Sources = Readonly<Record<Pipe, () => Promise<EventSource | undefined>>>;

/** Hears of things through one pipe, until it is told to hear through another. */
export class Hearing {
  readonly #sources: Sources;
  readonly #start: (source: EventSource | undefined) => Promise<ModuleEvents>;
  #events: Promise<ModuleEvents>;

  private constructor(sources: Sources, start: (source: EventSource | undefined) => Promise<ModuleEvents>, events: ModuleEvents) {
    this.#sources = sources;
    this.#start = start;
    this.#events = Promise.resolve(events);
  }

  static async start(pipe: Pipe, sources: Sources, start: (source: EventSource | undefined) => Promise<ModuleEvents>): Promise<Hearing> {
    return new Hearing(sources, start, await start(await sources[pipe]()));
  }

  /** Says when that is done. */
  switch(pipe: Pipe): void {
    this.#events = this.#events.then(async before => {
      await before.stop();
      const events = await this.#start(await this.#sources[pipe]());
      say({ says: 'switched', pipe });
      return events;
    });
  }
}
