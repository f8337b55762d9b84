import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { killWithUs } from '../running/living.ts';
import type { HostOrders, Order, Word, Work } from './host/orders.ts';

const program = join(import.meta.dirname, 'host', 'main.ts');

/** Half of what a host costs is to compile what it consists of. */
const compiled = join(import.meta.dirname, '../../node_modules/.cache/aurora-faults');

/** One host of a run, in a process of its own. */
export class HostProcess {
  readonly name: string;
  /** Commands that it was told to do, and has not said to have ended. */
  owed = 0;
  /** The lease of each work that it took last, and under which fence. */
  readonly took = new Map<Work, number>();
  ready = false;
  /** Switches of its pipe that it was told to make, and has not said to have made. */
  switching = 0;
  ended = false;
  /** It was signalled to stand still. */
  stopped = false;
  /** Resolves once it has ended and everything that it said has been read. */
  readonly closed: Promise<unknown>;
  readonly #child: ChildProcess;
  #errors = '';

  constructor(orders: HostOrders, heard: (word: Word, host: HostProcess) => void) {
    this.name = orders.name;
    this.#child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: 'pipe', detached: true, env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled } });
    killWithUs(this.#child);
    this.#child.stdin!.on('error', () => undefined);
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.#errors = (this.#errors + text).slice(-20_000); });
    createInterface({ input: this.#child.stdout! }).on('line', line => this.#hear(JSON.parse(line) as Word, heard));
    this.closed = once(this.#child, 'close').then(() => { this.ended = true; });
  }

  #hear(word: Word, heard: (word: Word, host: HostProcess) => void): void {
    if (word.says === 'ready') this.ready = true;
    if (word.says === 'switched') this.switching -= 1;
    if (word.says === 'took') this.took.set(word.work, word.fence);
    if (word.says === 'done' || word.says === 'undone' || word.says === 'failed') this.owed -= 1;
    heard(word, this);
  }

  /** What it has logged as an error or a warning, its last lines. */
  get errors(): string {
    return this.#errors;
  }

  /** How it ended, if it did. */
  get ending(): string {
    return String(this.#child.signalCode ?? this.#child.exitCode);
  }

  tell(order: Order): void {
    if ('write' in order) this.owed += order.write;
    if ('pipe' in order) this.switching += 1;
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`);
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.closed;
  }

  freeze(): void {
    this.stopped = true;
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.stopped = false;
    this.#child.kill('SIGCONT');
  }
}
