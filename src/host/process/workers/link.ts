import type { Count, Peers } from '@aurora/gateway';
import type { FromWorker, ToWorker } from './messages.ts';

type Counting = readonly [name: string, key: string, resolve: (count: Count) => void];

/** What a worker has of the primary process, and through it of the other workers. */
export class WorkerLink implements Peers {
  readonly #stopping = new AbortController();
  readonly #answers = new Map<string, (argument: string) => unknown>();
  readonly #asked = new Map<number, (answers: readonly unknown[]) => void>();
  readonly #counting = new Map<number, readonly Counting[]>();
  #gathered: Counting[] = [];
  #id = 0;

  constructor() {
    // A terminal tells every process of its group, and a supervisor may: being told twice changes nothing.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.#stopping.abort(signal));
    process.on('message', (message: ToWorker) => { this.#take(message); });
  }

  /** Aborted when the worker is told to stop, for the reason that is the name of the signal. */
  get told(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Resolves once it has been sent. */
  say(message: FromWorker): Promise<void> {
    return new Promise(resolve => {
      if (process.connected) process.send!(message, () => resolve());
      else resolve();
    });
  }

  ask(what: string, argument = ''): Promise<readonly unknown[]> {
    return new Promise(resolve => {
      this.#asked.set(this.#id += 1, resolve);
      void this.say({ is: 'ask', id: this.#id, what, argument });
    });
  }

  answer(what: string, give: (argument: string) => unknown): void {
    this.#answers.set(what, give);
  }

  /** One message tells of all requests of a turn of the event loop. */
  count(name: string, key: string): Promise<Count> {
    return new Promise(resolve => {
      if (this.#gathered.push([name, key, resolve]) === 1) setImmediate(() => this.#sendCounted());
    });
  }

  #sendCounted(): void {
    const counting = this.#gathered;
    this.#gathered = [];
    this.#counting.set(this.#id += 1, counting);
    void this.say({ is: 'count', id: this.#id, counted: counting.map(([name, key]) => [name, key]) });
  }

  #take(message: ToWorker): void {
    if (message.is === 'stop') this.#stopping.abort(message.signal);
    else if (message.is === 'question') void this.#tell(message.id, message.what, message.argument);
    else if (message.is === 'answers') {
      this.#asked.get(message.id)?.(message.answers);
      this.#asked.delete(message.id);
    } else {
      const counting = this.#counting.get(message.id)!;
      this.#counting.delete(message.id);
      for (const [index, [consumedPoints, msBeforeNext]] of message.counts.entries()) counting[index]![2]({ consumedPoints, msBeforeNext });
    }
  }

  async #tell(id: number, what: string, argument: string): Promise<void> {
    await this.say({ is: 'answer', id, answer: await this.#answers.get(what)?.(argument) });
  }
}
