import { endedMetrics, type MetricsPart } from '@aurora/platform/telemetry';
import type { WorkerProcess } from './process.ts';

/**
 * The metrics of all workers as scrapes see them. A counter must not go back when a worker ends, or what has been counted would be taken for
 * new: what a worker had told when it was last asked stays.
 */
export class WorkerMetrics {
  readonly #service: string;
  readonly #last = new Map<WorkerProcess, MetricsPart>();
  #ended: MetricsPart = [];

  constructor(service: string) {
    this.#service = service;
  }

  /** Takes what the workers have answered; one that has not stands with what it told before. Answers all parts of the whole. */
  taken(answers: ReadonlyMap<WorkerProcess, unknown>, workers: number, replaced: number): readonly MetricsPart[] {
    for (const [worker, part] of answers) if (part !== undefined) this.#last.set(worker, part as MetricsPart);
    return [this.#own(workers, replaced), this.#ended, ...this.#last.values()];
  }

  /** A worker has ended. */
  left(worker: WorkerProcess): void {
    const part = this.#last.get(worker);
    this.#last.delete(worker);
    if (part) this.#ended = endedMetrics([this.#ended, part]);
  }

  #own(workers: number, replaced: number): MetricsPart {
    const labels = { service: this.#service };
    const one = (name: string, help: string, type: string, value: number): MetricsPart[number] => ({ name, help, type, aggregator: 'sum', values: [{ value, labels }] }) as unknown as MetricsPart[number];
    return [
      one('aurora_workers', 'Worker processes that listen.', 'gauge', workers),
      one('aurora_worker_replacements_total', 'Worker processes that were started in place of one that had ended.', 'counter', replaced),
    ];
  }
}
