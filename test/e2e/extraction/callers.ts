import { setTimeout as wait } from 'node:timers/promises';
import { until } from '@aurora/test/running';
import type { Answer, Client } from '../client.ts';

/** What one caller does when it is its turn: its own `number`, and how often it has done it. Rejects where an answer is not the one that had to come. */
export type Act = (api: Client, number: number, turn: number) => Promise<void>;

/** Milliseconds between two requests of one caller. */
const pause = 100;

/** Rejects where an answer has another status than the one that had to come. */
export function expectStatus({ body, status }: Answer, wanted: number): void {
  if (status !== wanted) throw new Error(`${status} in place of ${wanted}: ${JSON.stringify(body)}`);
}

/** Some callers that use an Aurora lightly, each under a token of its own, until they are told to stop. */
export class Callers implements AsyncDisposable {
  /** What was not as it had to be. */
  readonly faults: string[] = [];
  readonly #running: Promise<void>[];
  readonly #turns: number[];
  #stopped = false;

  constructor(apis: readonly Client[], act: Act) {
    this.#turns = apis.map(() => 0);
    this.#running = apis.map((api, number) => this.#call(api, number, act));
  }

  /** Resolves once each of them has had `turns` more; rejects if anything was not as it had to be. */
  async goOn(turns = 12): Promise<void> {
    const before = [...this.#turns];
    await until(async () => {
      if (this.faults.length > 0) throw new Error(this.faults[0]);
      return this.#turns.every((now, number) => now >= before[number]! + turns);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #call(api: Client, number: number, act: Act): Promise<void> {
    for (let turn = 0; !this.#stopped; turn += 1) {
      await act(api, number, turn).catch((error: unknown) => { this.faults.push(String((error as Error).cause ?? error)); });
      this.#turns[number] = turn + 1;
      await wait(pause);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
