import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Env } from '@aurora/test/running';
import { endWithTests } from '../running/children.ts';

const root = join(import.meta.dirname, '..', '..');

/** What a command did. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A run of the command line, from its beginning. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly ran: Promise<Ran>;
  #out = '';
  #err = '';

  /** Runs `aurora` with `args`, under another command if `under` names one, as in `['prlimit', '--fsize=1000']`. */
  constructor(args: readonly string[], env: Env = {}, under: readonly string[] = []) {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AURORA_') && name !== 'PORT' && name !== 'NODE_ENV'));
    const [command, ...rest] = [...under, process.execPath, join(root, 'src', 'host', 'aurora.mjs'), ...args];
    this.#child = spawn(command!, rest, { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    endWithTests(this.#child);
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => { this.#out += text; });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.#err += text; });
    this.ran = once(this.#child, 'close').then(([code, signal]) => ({ code, signal, out: this.#out, err: this.#err }) as Ran);
  }

  /** Resolves once it has said `text`, on either stream; rejects if it ends before. */
  async said(text: string): Promise<void> {
    const ended = this.ran.then(({ err }) => { throw new Error(`it ended before it said ${text}: ${err}`); });
    ended.catch(() => undefined);
    while (!this.#out.includes(text) && !this.#err.includes(text)) {
      const heard = new AbortController();
      await Promise.race([once(this.#child.stdout!, 'data', heard), once(this.#child.stderr!, 'data', heard), ended]).finally(() => heard.abort());
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ran;
  }
}

/** Runs a command to its end. */
export const run = (args: readonly string[], env: Env = {}): Promise<Ran> => new Program(args, env).ran;
