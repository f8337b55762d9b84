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
  /** Milliseconds for each read. */
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

/** How often a difference is tried again while the answers of both sides change. */
const rounds = 3;

const isFailure = ([first]: readonly Difference[]): boolean => first?.field === 'answer';

/** An error of the other side that is gone when it is asked again is no answer that differs: it counts among what has failed. */
const isError = ([first]: readonly Difference[]): boolean => first?.field === 'status' && Number(first.shadow) >= 500;

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
    const first = await this.#differences(task, task.primary);
    if (first.length === 0) return ['same', []];
    const { repeatPrimary } = task;
    const primary = repeatPrimary ? () => this.#measure(repeatPrimary) : async () => task.primary;
    for (let round = 1; round <= rounds; round += 1) {
      const before = await primary();
      const again = await this.#differences(task, before);
      const twice = again.filter(({ field }) => first.some(other => other.field === field));
      if (twice.length === 0) return [await this.#once(task, first, before, again), []];
      if (isFailure(twice)) return ['failed', twice];
      // What did not change around the read on the other side was not changed while that was made.
      if (!repeatPrimary || (await compare(task.contract, before, await primary())).length === 0) return ['different', twice];
    }
    return ['race', []];
  }

  /** What a difference was that came once: it goes without a trace where a change explains it and both sides agree after that. */
  async #once(task: ShadowTask, first: readonly Difference[], before: Answer, again: readonly Difference[]): Promise<ShadowResult> {
    if (isFailure(first) || isError(first) || !task.repeatPrimary) return 'race';
    if ((await compare(task.contract, task.primary, before)).length === 0) return 'unsteady';
    return again.length === 0 ? 'same' : 'race';
  }

  /** Reads on the other side. */
  async #differences(task: ShadowTask, primary: Answer): Promise<Difference[]> {
    try {
      return await compare(task.contract, primary, await this.#read(task.shadow));
    } catch (error) {
      return [failure(primary, error)];
    }
  }

  /** Reads once more on the side that answered the client. Rejects if that is nothing to compare with. */
  async #measure(read: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const answer = await this.#read(read);
    if (!isComparable(answer)) throw new Error('the side that answered the client fails now');
    return answer;
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
