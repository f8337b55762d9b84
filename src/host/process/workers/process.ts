import cluster, { type Worker } from 'node:cluster';
import { connectionsUnderWay } from './connections-under-way.ts';
import { StartError } from '../start-error.ts';
import type { Announcement, FromWorker, ToWorker } from './messages.ts';

/** How a worker ended, for people. */
export interface WorkerEnding {
  readonly how: string;
  /** Milliseconds for which it had listened. */
  readonly listened: number;
}

/** One worker, as the primary process sees it. */
export class WorkerProcess {
  /** Rejects with a `StartError` if it ends before it listens. */
  readonly ready: Promise<Announcement>;
  readonly ended: Promise<WorkerEnding>;
  readonly #worker: Worker;
  readonly #questions = new Map<number, (answer: unknown) => void>();
  #asked = 0;
  #listeningSince = Infinity;

  /** Starts it. `received` is told of what it says beyond answers and how its start went. */
  constructor(received: (worker: WorkerProcess, message: FromWorker) => void) {
    this.#worker = cluster.fork();
    connectionsUnderWay(this.#worker);
    const started = Promise.withResolvers<Announcement>();
    const ended = Promise.withResolvers<WorkerEnding>();
    [this.ready, this.ended] = [started.promise, ended.promise];
    // Who waits for its end alone has nothing to do with its start.
    this.ready.catch(() => undefined);
    this.#worker.on('message', (message: FromWorker) => {
      if (message.is === 'ready') started.resolve(message.announcement);
      else if (message.is === 'failed') started.reject(new StartError(message.message));
      else if (message.is === 'answer') this.#questions.get(message.id)?.(message.answer);
      else received(this, message);
    });
    this.#worker.once('listening', () => { this.#listeningSince = performance.now(); });
    // What could not be sent says nothing that the end does not.
    this.#worker.on('error', () => undefined);
    this.#worker.once('exit', (code: number | null, signal: string | null) => {
      const how = signal ?? `exit code ${code}`;
      started.reject(new StartError(`A worker ended with ${how} before it listened.`));
      for (const answer of this.#questions.values()) answer(undefined);
      ended.resolve({ how, listened: Math.max(0, performance.now() - this.#listeningSince) });
    });
  }

  get pid(): number {
    return this.#worker.process.pid!;
  }

  get listening(): boolean {
    return this.#listeningSince < Infinity && !this.#worker.isDead();
  }

  send(message: ToWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message);
  }

  /** What it answers; undefined if it does not within `patience` milliseconds. */
  async ask(what: string, argument: string, patience: number): Promise<unknown> {
    const id = this.#asked += 1;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const timer = setTimeout(resolve, patience);
    this.#questions.set(id, resolve);
    this.send({ is: 'question', id, what, argument });
    if (!this.#worker.isConnected()) resolve(undefined);
    const answer = await promise;
    clearTimeout(timer);
    this.#questions.delete(id);
    return answer;
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }
}
