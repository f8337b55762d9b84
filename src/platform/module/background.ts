import { errorFields, type Logger } from '../telemetry/index.ts';
import type { Background } from './services.ts';

/** A task that comes again, and is never run twice at once. */
class Recurring {
  readonly #run: () => Promise<void>;
  #busy = false;
  #again = false;
  going = false;

  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  /** Runs it unless it is running; with `again`, once more after that. */
  async turn(again: boolean): Promise<void> {
    if (!this.going) return;
    if (this.#busy) {
      this.#again ||= again;
      return;
    }
    this.#busy = true;
    do {
      this.#again = false;
      await this.#run();
    } while (this.#again && this.going);
    this.#busy = false;
  }
}

/** Runs a module's background work: first what must be done at the start, then the timers, until it is stopped. */
export class BackgroundRunner implements Background {
  readonly #logger: Logger;
  readonly #owns: () => boolean;
  readonly #starts: { name: string; task: () => Promise<void> }[] = [];
  readonly #timers: { interval: number; task: Recurring }[] = [];
  readonly #handles: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  /** `owns`: whether this host does the module's background work now. */
  constructor(logger: Logger, owns: () => boolean = () => true) {
    this.#logger = logger;
    this.#owns = owns;
  }

  every(name: string, interval: number, task: (signal: AbortSignal) => Promise<void>, { everywhere = false } = {}): () => void {
    const recurring = new Recurring(async () => { if (everywhere || this.#owns()) await this.#run(name, () => task(this.#stopping.signal)); });
    this.#timers.push({ interval, task: recurring });
    return () => { void recurring.turn(true); };
  }

  atStart(name: string, task: () => Promise<void>): void {
    this.#starts.push({ name, task });
  }

  async start(): Promise<void> {
    for (const { name, task } of this.#starts) await this.#run(name, task);
    for (const { interval, task } of this.#timers) {
      task.going = true;
      this.#handles.push(setInterval(() => { void task.turn(false); }, interval).unref());
    }
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const handle of this.#handles.splice(0)) clearInterval(handle);
    for (const { task } of this.#timers) task.going = false;
    await Promise.all(this.#running);
  }

  #run(name: string, task: () => Promise<void>): Promise<void> {
    const run = task().catch(error => this.#logger.error({ 'event.action': name, ...errorFields(error) }, 'background work failed'));
    this.#running.add(run);
    return run.finally(() => this.#running.delete(run));
  }
}
