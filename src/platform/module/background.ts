import { errorFields, type Logger } from '../telemetry/index.ts';
import type { Background } from './services.ts';

/** Runs a module's background work: first what must be done at the start, then the timers, until it is stopped. */
export class BackgroundRunner implements Background {
  readonly #logger: Logger;
  readonly #starts: { name: string; task: () => Promise<void> }[] = [];
  readonly #timers: { name: string; interval: number; task: () => Promise<void> }[] = [];
  readonly #handles: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  every(name: string, interval: number, task: () => Promise<void>): void {
    this.#timers.push({ name, interval, task });
  }

  atStart(name: string, task: () => Promise<void>): void {
    this.#starts.push({ name, task });
  }

  async start(): Promise<void> {
    for (const { name, task } of this.#starts) await this.#run(name, task);
    for (const { name, interval, task } of this.#timers) {
      let busy = false;
      const handle = setInterval(() => {
        if (busy) return;
        busy = true;
        void this.#run(name, task).finally(() => { busy = false; });
      }, interval);
      handle.unref();
      this.#handles.push(handle);
    }
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    for (const handle of this.#handles.splice(0)) clearInterval(handle);
    await Promise.all(this.#running);
  }

  #run(name: string, task: () => Promise<void>): Promise<void> {
    const run = task().catch(error => this.#logger.error({ 'event.action': name, ...errorFields(error) }, 'background work failed'));
    this.#running.add(run);
    return run.finally(() => this.#running.delete(run));
  }
}
