import type { EventSource } from './event-source.ts';

/** Milliseconds between two words to the source while the position moves, and while it stays. */
const moving = 2_000, staying = 60_000;

/** Tells a source how far a subscriber has come, so that it may prune what is below; now and then, and not at all while it does not answer. Whatever brings the events calls it. */
export class Progress {
  readonly #source: Pick<EventSource, 'processed'>;
  #position: number | undefined;
  #told = 0;
  #telling = false;

  constructor(source: Pick<EventSource, 'processed'>) {
    this.#source = source;
  }

  /** Everything up to `position` has been processed. Waits for nothing. */
  reached(position: number): void {
    const due = this.#position === undefined || Date.now() - this.#told >= (position === this.#position ? staying : moving);
    if (!due || this.#telling) return;
    this.#telling = true;
    this.#told = Date.now();
    void this.#source.processed(position).then(() => { this.#position = position; }, () => undefined).finally(() => { this.#telling = false; });
  }
}
