import type { Logger } from '@aurora/platform/telemetry';
import type { Counted, FromWorker } from './messages.ts';
import { WorkerMetrics } from './metrics.ts';
import { WorkerPool } from './pool.ts';
import type { WorkerProcess } from './process.ts';

/** Milliseconds that a worker has to answer a question: one that stands still holds nobody up for longer. */
const patience = 500;

/** Counts requests by class. */
type Counters = ReadonlyMap<string, { count(key: string): Promise<{ readonly consumedPoints: number; readonly msBeforeNext: number }> }>;

/** What the primary process does for its workers: asks them for each other, and counts for all of them together. */
export class WorkerDesk {
  readonly pool: WorkerPool;
  readonly #counters: Counters;
  readonly #metrics: WorkerMetrics;

  constructor({ counters, logger, service }: { readonly counters: Counters; readonly logger: Logger; readonly service: string }) {
    this.#counters = counters;
    this.#metrics = new WorkerMetrics(service);
    this.pool = new WorkerPool({ logger, received: (worker, message) => void this.#serve(worker, message), left: worker => this.#metrics.left(worker) });
  }

  async #serve(worker: WorkerProcess, message: FromWorker): Promise<void> {
    if (message.is === 'ask') worker.send({ is: 'answers', id: message.id, answers: await this.#askAll(message.what, message.argument) });
    else if (message.is === 'count') worker.send({ is: 'counts', id: message.id, counts: await this.#count(message.counted) });
  }

  async #askAll(what: string, argument: string): Promise<readonly unknown[]> {
    const { listening, replaced } = this.pool;
    const answers = new Map(await Promise.all(listening.map(async worker => [worker, await worker.ask(what, argument, patience)] as const)));
    if (what === 'metrics') return this.#metrics.taken(answers, listening.length, replaced);
    return [...answers.values()].filter(answer => answer !== undefined && answer !== null);
  }

  #count(counted: Counted): Promise<(readonly [number, number])[]> {
    return Promise.all(counted.map(async ([name, key]) => {
      const { consumedPoints, msBeforeNext } = await this.#counters.get(name)!.count(key);
      return [consumedPoints, msBeforeNext] as const;
    }));
  }
}
