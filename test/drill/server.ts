import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { killWithUs } from '../running/living.ts';

/** The program itself. */
export const program = join(import.meta.dirname, '..', '..', 'src', 'host', 'aurora.mjs');

/** Settings as environment variables. */
export type Env = Readonly<Record<string, string>>;

/** What Aurora is given: nothing that somebody has set for an Aurora of their own. */
export const environment = (env: Env): Record<string, string | undefined> =>
  ({ ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AURORA_') && name !== 'PORT' && name !== 'NODE_ENV')), ...env });

export interface ServerOptions {
  /** What people call it, as in `monolith`. */
  readonly name: string;
  readonly env: Env;
  /** Where it listens, as its settings say. */
  readonly url: string;
  /** File that takes what it says. */
  readonly log: string;
}

/** Milliseconds in which it starts, on a busy machine. */
const startTime = 120_000;

/** An `aurora serve` that can be killed and started again, with the same settings and at the same place. */
export class Server {
  readonly name: string;
  readonly url: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #wanted = false;

  constructor(options: ServerOptions) {
    this.name = options.name;
    this.url = options.url;
    this.#options = options;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** It has ended, and nobody has ended it. */
  get lost(): boolean {
    return this.#wanted && !this.running;
  }

  /** Starts it, if it does not run, and waits until it is ready. Rejects with the end of its log if it ends before by itself. */
  async start(): Promise<void> {
    if (!this.running) this.#spawn();
    const child = this.#child!;
    for (const end = Date.now() + startTime; ;) {
      const ended = child.exitCode !== null || child.signalCode !== null;
      // Whoever has stopped it meanwhile does not want it any more.
      if (ended && !this.#wanted) return;
      if (ended) throw new Error(`${this.name} has ended with ${child.exitCode ?? child.signalCode}.\n${this.lastLines}`);
      if (await this.#answers()) return;
      if (Date.now() > end) throw new Error(`${this.name} is not ready after ${startTime / 1_000} s.\n${this.lastLines}`);
      await wait(50);
    }
  }

  #spawn(): void {
    const log = openSync(this.#options.log, 'a');
    const child = spawn(process.execPath, [program, 'serve'], { env: environment({ AURORA_LOG_LEVEL: 'warn', AURORA_LOG_FORMAT: 'json', ...this.#options.env }), stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    killWithUs(child);
    this.#child = child;
    this.#wanted = true;
    this.#ended = once(child, 'close');
  }

  /** Stops it as a supervisor does. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#child?.kill('SIGTERM');
    await this.#ended;
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#wanted = false;
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** The end of its log, for people. */
  get lastLines(): string {
    return readFileSync(this.#options.log, 'utf8').split('\n').slice(-12).join('\n');
  }

  async #answers(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
