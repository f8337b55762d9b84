import { AuroraError, type EventStream, type StreamedEvent } from '@aurora/kernel';

/** Milliseconds that one stream lasts. Who comes back needs a token that still counts: who must not know any more hears nothing after that. */
const lifetime = 60 * 60_000;

/** Streams that one principal may have open at once, as a share of all. */
const share = 4;

const seconds = 10;

/** Who listens for changes of flags, and the last revision that made one. */
export class FlagChanges {
  readonly #most: number;
  readonly #listeners = new Set<(event: StreamedEvent) => void>();
  /** Streams by holder. */
  readonly #held = new Map<string, number>();
  #revision = 0;

  /** At most `most` streams at once. */
  constructor(most: number) {
    this.#most = most;
  }

  get enabled(): boolean {
    return this.#most > 0;
  }

  get revision(): number {
    return this.#revision;
  }

  get open(): number {
    return this.#listeners.size;
  }

  /** Takes over which revision changed a flag last, once it is committed. Data that was set back is a change, too. */
  update(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    const event = this.#event();
    for (const send of this.#listeners) send(event);
  }

  /** A stream for `holder`, who knows the flags as of the revision `known`. Throws `UNAVAILABLE` where there are too many. */
  stream(holder: string, known: string): EventStream {
    if (this.#listeners.size >= this.#most || this.#count(holder) >= Math.max(1, this.#most / share)) throw new AuroraError('UNAVAILABLE', 'No more event streams can be opened now.', { retryAfter: seconds });
    return {
      lifetime,
      subscribe: send => {
        this.#listeners.add(send);
        this.#held.set(holder, this.#count(holder) + 1);
        if (known !== String(this.#revision) && this.#revision !== 0) send(this.#event());
        return () => { if (this.#listeners.delete(send)) this.#release(holder); };
      },
    };
  }

  #count(holder: string): number {
    return this.#held.get(holder) ?? 0;
  }

  #release(holder: string): void {
    const left = this.#count(holder) - 1;
    if (left > 0) this.#held.set(holder, left);
    else this.#held.delete(holder);
  }

  #event(): StreamedEvent {
    return { id: String(this.#revision), data: { type: 'refetchEvaluation' } };
  }
}
