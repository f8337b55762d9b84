import { setTimeout as wait } from 'node:timers/promises';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import { StartError } from '../start-error.ts';
import type { Announcement, FromWorker } from './messages.ts';
import { WorkerProcess, type WorkerEnding } from './process.ts';

/** Milliseconds: until the first try to replace a worker, at most between two tries, and for which a worker that is well has listened. */
const firstPause = 100, longestPause = 30_000, settled = 5_000;

/** Tries in a row, without any worker that listens, after which it is pointless. */
const most = 5;

export interface WorkerPoolOptions {
  readonly logger: Logger;
  readonly received: (worker: WorkerProcess, message: FromWorker) => void;
  /** Told of each worker that has ended. */
  readonly left: (worker: WorkerProcess) => void;
}

/** The workers of a gateway: as many as there shall be, each replaced when it ends without having been told to. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #stopping = new AbortController();
  readonly #living = new Set<WorkerProcess>();
  readonly #hopeless = Promise.withResolvers<never>();

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#hopeless.promise.catch(() => undefined);
  }

  /** Rejects with a `StartError` once no worker listens and none can be started. */
  get hopeless(): Promise<never> {
    return this.#hopeless.promise;
  }

  get listening(): readonly WorkerProcess[] {
    return [...this.#living].filter(worker => worker.listening);
  }

  /** Workers that have been started in place of others. */
  replaced = 0;

  /** Starts one, and the others once that listens: what is wrong is told by one. Resolves when all listen; rejects with what kept one from it. */
  async start(count: number): Promise<Announcement> {
    const first = this.#fork();
    const announcement = await first.ready;
    const others = Array.from({ length: count - 1 }, () => this.#fork());
    await Promise.all(others.map(({ ready }) => ready));
    for (const worker of [first, ...others]) void this.#keep(worker);
    return announcement;
  }

  /** Tells all workers to end what they have begun and then themselves; kills those that have not within `patience` milliseconds. Whether none had to be. */
  async stop(signal: string, patience: number): Promise<boolean> {
    this.#stopping.abort();
    const workers = [...this.#living];
    let inTime = true;
    const timer = setTimeout(() => {
      inTime = false;
      for (const worker of this.#living) worker.kill();
    }, patience);
    for (const worker of workers) worker.send({ is: 'stop', signal });
    await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(timer);
    return inTime;
  }

  #fork(): WorkerProcess {
    const worker = new WorkerProcess(this.#options.received);
    this.#living.add(worker);
    void worker.ended.then(() => {
      this.#living.delete(worker);
      this.#options.left(worker);
    });
    return worker;
  }

  async #keep(first: WorkerProcess): Promise<void> {
    let failures = 0;
    for (let worker: WorkerProcess | undefined = first; worker;) {
      const ending: WorkerEnding = await worker.ended;
      if (this.#stopping.signal.aborted) return;
      this.#options.logger.error({ 'event.action': 'worker.lost', 'labels.worker': worker.pid, 'labels.reason': ending.how }, `worker ${worker.pid} has ended with ${ending.how}; another takes its place`);
      failures = ending.listened < settled ? failures + 1 : 0;
      [worker, failures] = await this.#replacement(failures, `A worker ended with ${ending.how}.`);
    }
  }

  /** A worker that listens, and how often in a row one has failed before it; none if the gateway ends. */
  async #replacement(before: number, why: string): Promise<[WorkerProcess | undefined, number]> {
    const { logger } = this.#options;
    for (let failures = before, last = why; ; failures += 1) {
      if (failures >= most && this.listening.length === 0) {
        this.#hopeless.reject(new StartError(`No worker is left, and the last ${failures} have ended at once. ${last}`));
        return [undefined, failures];
      }
      await wait(Math.min(longestPause, firstPause * 2 ** failures), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return [undefined, failures];
      const worker = this.#fork();
      try {
        await worker.ready;
        this.replaced += 1;
        logger.info({ 'event.action': 'worker.replaced', 'labels.worker': worker.pid }, `worker ${worker.pid} listens`);
        return [worker, failures];
      } catch (error) {
        if (this.#stopping.signal.aborted) return [undefined, failures];
        last = (error as Error).message;
        logger.error({ 'event.action': 'worker.failed', ...errorFields(error) }, `a worker cannot start: ${last}`);
      }
    }
  }
}
