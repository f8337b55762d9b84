import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { killWithUs } from '../running/living.ts';
import { environment, program, type Env } from './server.ts';

/** The command line has not done what it was asked for. */
export class CommandFailed extends Error {}

/** One run of the command line, which can be killed. */
export class RunningCommand {
  readonly #child: ChildProcess;
  /** Resolves when it has ended with 0; else rejects with a `CommandFailed`. */
  readonly done: Promise<void>;

  /** `heard` is told each line of its output. */
  constructor(args: readonly string[], env: Env, heard: (line: string) => void = () => undefined) {
    this.#child = spawn(process.execPath, [program, ...args], { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    killWithUs(this.#child);
    let errors = '';
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-4_000); });
    createInterface({ input: this.#child.stdout! }).on('line', heard);
    this.done = once(this.#child, 'close').then(([code, signal]) => {
      if (code !== 0) throw new CommandFailed(`aurora ${args.join(' ')} has ended with ${code ?? signal}: ${errors.trim()}`);
    });
    this.done.catch(() => undefined);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.done.catch(() => undefined);
  }
}
