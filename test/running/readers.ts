import { setTimeout as wait } from 'node:timers/promises';

/** What was answered, by status. */
export type Statuses = ReadonlyMap<number, number>;

/** Callers who read one thing after the other until they are told to end. Dispose of them with `await using`. */
export class Readers implements AsyncDisposable {
  readonly #statuses = new Map<number, number>();
  readonly #ending = new AbortController();
  readonly #running: Promise<unknown>;

  /** Each token is a caller; each rests `pause` milliseconds between two reads of `urls`. */
  constructor(urls: readonly string[], tokens: readonly string[], pause: number) {
    this.#running = Promise.all(tokens.map((token, number) => this.#read(urls, token, number, pause)));
  }

  async #read(urls: readonly string[], token: string, from: number, pause: number): Promise<void> {
    for (let at = from; !this.#ending.signal.aborted; at += 1) {
      const answer = await fetch(urls[at % urls.length]!, { headers: { authorization: `Bearer ${token}`, 'cache-control': 'no-cache' } });
      await answer.arrayBuffer();
      this.#statuses.set(answer.status, (this.#statuses.get(answer.status) ?? 0) + 1);
      await wait(pause);
    }
  }

  /** Ends them; what they were answered. */
  async end(): Promise<Statuses> {
    this.#ending.abort();
    await this.#running;
    return this.#statuses;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end().catch(() => undefined);
  }
}
