import type { Registry } from 'prom-client';
import type { Answer } from './answer.ts';
import { glance, watchCalm } from './calm.ts';
import { compare } from './compare.ts';
import type { Difference } from './difference.ts';
import { leg, TimedOut } from './leg.ts';
import { mayShadow } from './may-shadow.ts';
import { ShadowRecord, type DifferingRequest, type ShadowReport } from './shadow-record.ts';
import type { ShadowResult, ShadowTask } from './shadow-task.ts';

export interface ShadowOptions {
  /** Reads that are made at once. */
  readonly capacity: number;
  /** Reads that wait; one more is dropped. */
  readonly queue: number;
  /** Milliseconds for each read. A task makes two at most on each side. */
  readonly deadline: number;
  readonly registry: Registry;
  /** Told of each request that both sides answered differently, masked. Must not throw. */
  readonly different?: (request: DifferingRequest) => void;
  /** Whether there is time for more now. By default, while the event loop is idle for four tenths of its time. */
  readonly calm?: () => boolean;
}

type Outcome = readonly [ShadowResult, readonly Difference[]];

/** An answer of a side that has failed or has too much to do says nothing of the other. */
const isComparable = ({ status }: Answer): boolean => status < 500 && status !== 429;

const failure = (primary: Answer, error: unknown): Difference => {
  const { code, name } = error as { code?: unknown; name?: string };
  return { kind: error instanceof TimedOut || code === 'DEADLINE_EXCEEDED' ? 'timeout' : 'failed', field: 'answer', primary: primary.status, shadow: typeof code === 'string' ? code : name };
};

/**
 * Repeats reads on the other side of an extraction and compares the answers, beside the clients' traffic: never more than `capacity` at
 * once, each in a later turn than the one in which it was offered, and none that would have to wait in a full queue. Where there is
 * no time for more, a few go on all the same, every now and then, so that something is always known.
 */
export class Shadow {
  readonly #options: ShadowOptions;
  readonly #record: ShadowRecord;
  readonly #waiting: ShadowTask[] = [];
  readonly #underWay = new Set<AbortController>();
  readonly #calm: () => boolean;
  #active = 0;
  #later: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ShadowOptions) {
    this.#options = options;
    this.#calm = options.calm ?? watchCalm();
    this.#record = new ShadowRecord(options.registry);
  }

  /** Whether one more would be taken; one that would not is counted as dropped, before anything is kept for it. */
  hasRoom(operation: string): boolean {
    if (this.#waiting.length < this.#options.queue) return true;
    this.#record.count(operation, 'dropped');
    return false;
  }

  /** Takes a read whose client has its answer. False if it will not be repeated. */
  offer(task: ShadowTask): boolean {
    if (this.#closed) return false;
    const refused = !mayShadow(task.contract) || !isComparable(task.primary) ? 'skipped' : this.#waiting.length >= this.#options.queue ? 'dropped' : undefined;
    if (refused) {
      this.#record.count(task.operation, refused);
      return false;
    }
    this.#waiting.push(task);
    this.#start();
    return true;
  }

  report(module: string): ShadowReport {
    return this.#record.report(module);
  }

  /** Forgets the module's totals and differences; its metrics go on. */
  clear(module: string): void {
    this.#record.clear(module);
  }

  /** Drops what waits and cuts what is under way, without waiting for it. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    clearTimeout(this.#later);
    for (const controller of this.#underWay) controller.abort(new Error('shadow comparison has ended'));
  }

  #start(): void {
    if (this.#active === this.#options.capacity || this.#waiting.length === 0 || this.#later) return;
    if (this.#calm()) this.#begin();
    else {
      this.#later = setTimeout(() => {
        this.#later = undefined;
        this.#begin();
      }, glance).unref();
    }
  }

  #begin(): void {
    this.#active += 1;
    setImmediate(() => void this.#next());
  }

  async #next(): Promise<void> {
    const task = this.#waiting.shift();
    if (task) await this.#finish(task);
    this.#active -= 1;
    this.#start();
  }

  async #finish(task: ShadowTask): Promise<void> {
    const [result, differences] = await this.#outcome(task).catch((): Outcome => ['skipped', []]);
    if (this.#closed) return;
    this.#record.count(task.operation, result);
    if (differences.length > 0) this.#options.different?.(this.#record.keep(task, differences));
  }

  async #outcome(task: ShadowTask): Promise<Outcome> {
    const first = await this.#differences(task, Promise.resolve(task.primary));
    if (first.length === 0) return ['same', []];
    const { repeatPrimary } = task;
    const again = await this.#differences(task, repeatPrimary ? this.#read(repeatPrimary) : Promise.resolve(task.primary));
    const twice = again.filter(({ field }) => first.some(before => before.field === field));
    if (twice.length === 0) return ['race', []];
    return [twice[0]!.field === 'answer' ? 'failed' : 'different', twice];
  }

  /** Reads on the other side, at the same time as `primary`. Rejects if there is nothing to compare with. */
  async #differences(task: ShadowTask, primary: Promise<Answer>): Promise<Difference[]> {
    const [answer, shadow] = await Promise.allSettled([primary, this.#read(task.shadow)]);
    if (answer.status === 'rejected') throw answer.reason;
    if (!isComparable(answer.value)) throw new Error('the side that answered the client fails now');
    return shadow.status === 'rejected' ? [failure(answer.value, shadow.reason)] : compare(task.contract, answer.value, shadow.value);
  }

  async #read(read: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    if (this.#closed) throw new Error('shadow comparison has ended');
    const controller = new AbortController();
    this.#underWay.add(controller);
    try {
      return await leg(read, this.#options.deadline, controller);
    } finally {
      this.#underWay.delete(controller);
    }
  }
}
