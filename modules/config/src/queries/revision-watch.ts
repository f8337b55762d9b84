/** Milliseconds between two looks at the revision while somebody waits for another. */
const interval = 250;

interface Waiter {
  readonly known: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly done: () => void;
}

/** Lets callers wait for a revision that they do not know, whichever host made it; one look at the database serves them all. */
export class RevisionWatch {
  readonly #revision: () => Promise<number>;
  #waiters: readonly Waiter[] = [];

  constructor(revision: () => Promise<number>) {
    this.#revision = revision;
  }

  /** Resolves when the revision is another than `known`, or after `wait` milliseconds or a little more. */
  async changed(known: number, wait: number): Promise<void> {
    if (wait === 0 || await this.#revision() !== known) return;
    await new Promise<void>(done => {
      if (this.#waiters.length === 0) this.#lookLater();
      this.#waiters = [...this.#waiters, { known, until: Date.now() + wait, done }];
    });
  }

  #lookLater(): void {
    setTimeout(() => { void this.#look(); }, interval).unref();
  }

  async #look(): Promise<void> {
    // A failure is the waiters' own to meet: they ask again when they have waited.
    const revision = await this.#revision().catch(() => undefined);
    const over = ({ known, until }: Waiter): boolean => (revision !== undefined && revision !== known) || until <= Date.now();
    const ended = this.#waiters.filter(over);
    this.#waiters = this.#waiters.filter(waiter => !over(waiter));
    if (this.#waiters.length > 0) this.#lookLater();
    for (const { done } of ended) done();
  }
}
