import { setTimeout as wait } from 'node:timers/promises';
import type { WorkerConnection } from '../persistence/index.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { LostLease } from './lost-lease.ts';
import { leaseTime, type Taken, type WorkerLease } from './worker-lease.ts';

/** Milliseconds between two tries to take the lease; between two renewals; after a task has failed. */
const pause = 1_000, renewal = leaseTime / 4, recovery = 500;

/** What is done under the lease, again and again until `signal` is aborted. Rejects with `LostLease` where another has taken over. */
export type Duty = (fence: number, signal: AbortSignal) => Promise<void>;

export interface EventWorkerOptions {
  readonly lease: WorkerLease;
  /** For the log. */
  readonly name: string;
  readonly duty: Duty;
  /** Where the one who did it before, and those who do it after, find what they have to end. */
  readonly connection: Pick<WorkerConnection, 'end' | 'free'>;
  readonly logger: Logger;
}

/** Does one thing for all hosts of a module, while this one holds the lease. */
export class EventWorker {
  readonly #options: EventWorkerOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: EventWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends what is being done, and gives the lease up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { logger, name } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const taken = await this.#take();
        if (taken) {
          await this.#serve(taken);
          continue;
        }
      } catch (error) {
        logger.warn({ 'event.action': 'worker.failed', 'labels.work': name, ...errorFields(error) }, `the lease of ${name} cannot be taken`);
      }
      await this.#wait(pause * (0.5 + Math.random()), signal);
    }
  }

  /** Takes the lease if it is to be had; who stands still in the way is ended. */
  async #take(): Promise<Taken | undefined> {
    const { connection, lease, logger, name } = this.#options;
    const before = await lease.lapsed();
    if (before === undefined) return undefined;
    if (await connection.free(before)) logger.warn({ 'event.action': 'worker.ended', 'labels.work': name, 'labels.holder': before }, `the process that was ${name} stood still in a transaction for longer than its lease, so that nobody could write: it has been killed`);
    return lease.take();
  }

  /** One term: from taking the lease to losing it or giving it up. */
  async #serve({ before, fence }: Taken): Promise<void> {
    const { connection, lease, logger, name } = this.#options;
    const term = new AbortController();
    const end = (): void => term.abort();
    this.#stopping.signal.addEventListener('abort', end, { once: true });
    if (this.#stopping.signal.aborted) end();
    logger.debug({ 'event.action': 'worker.took', 'labels.work': name, 'labels.fence': fence }, `this host is ${name} now`);
    try {
      await connection.end(before);
      await Promise.all([this.#hold(fence, term), this.#keepDoing(fence, term)]);
    } finally {
      this.#stopping.signal.removeEventListener('abort', end);
      await lease.release(fence).catch((error: unknown) => logger.debug({ 'event.action': 'worker.failed', 'labels.work': name, ...errorFields(error) }, `the lease of ${name} could not be given up`));
    }
  }

  /** Renews the lease; ends the term where that has not been possible for as long as it lasts. */
  async #hold(fence: number, term: AbortController): Promise<void> {
    let held = Date.now();
    while (!term.signal.aborted) {
      await this.#wait(renewal, term.signal);
      if (term.signal.aborted) return;
      const asked = Date.now();
      try {
        if (await this.#options.lease.renew(fence)) held = asked;
        else term.abort();
      } catch {
        if (Date.now() - held > leaseTime) term.abort();
      }
    }
  }

  async #keepDoing(fence: number, term: AbortController): Promise<void> {
    const { duty, logger, name } = this.#options;
    let failing = false;
    while (!term.signal.aborted) {
      try {
        await duty(fence, term.signal);
        failing = false;
      } catch (error) {
        if (error instanceof LostLease) {
          term.abort();
          return;
        }
        if (!failing) logger.warn({ 'event.action': 'worker.failed', 'labels.work': name, ...errorFields(error) }, `${name} has failed; it is tried again`);
        failing = true;
        await this.#wait(recovery * (0.5 + Math.random()), term.signal);
      }
    }
  }

  async #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    await wait(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}
