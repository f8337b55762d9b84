/** Milliseconds between two looks while somebody waits. */
const interval = 250;

export interface ListedInstances {
  readonly items: readonly { readonly id: string; readonly record: string }[];
  /** The same as long as the items are. */
  readonly state: string;
}

type Look = (module: string) => ListedInstances;

interface Waiter {
  readonly module: string;
  readonly known: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly done: (listed: ListedInstances) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Lets callers wait for instances that they do not know, whichever host was told of them, or whose time has passed; one look at the database serves
 * them all.
 */
export class InstanceWatch {
  readonly #look: () => Promise<Look>;
  #waiters: readonly Waiter[] = [];

  constructor(look: () => Promise<Look>) {
    this.#look = look;
  }

  /** The instances of `module` once their state is another than `known`, or after `wait` milliseconds or a little more. */
  async other(module: string, known: string, wait: number): Promise<ListedInstances> {
    const now = (await this.#look())(module);
    if (wait === 0 || now.state !== known) return now;
    return new Promise((done, failed) => {
      if (this.#waiters.length === 0) this.#lookLater();
      this.#waiters = [...this.#waiters, { module, known, until: Date.now() + wait, done, failed }];
    });
  }

  #lookLater(): void {
    setTimeout(() => { void this.#lookAgain(); }, interval).unref();
  }

  async #lookAgain(): Promise<void> {
    const waiters = this.#waiters;
    try {
      const look = await this.#look();
      const answers = waiters.map(waiter => [waiter, look(waiter.module)] as const).filter(([{ known, until }, { state }]) => state !== known || until <= Date.now());
      const answered = new Set(answers.map(([waiter]) => waiter));
      this.#waiters = this.#waiters.filter(waiter => !answered.has(waiter));
      for (const [{ done }, listed] of answers) done(listed);
    } catch (error) {
      this.#waiters = this.#waiters.filter(waiter => !waiters.includes(waiter));
      for (const { failed } of waiters) failed(error);
    }
    if (this.#waiters.length > 0) this.#lookLater();
  }
}
