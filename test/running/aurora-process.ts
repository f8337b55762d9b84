import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endWithTests } from './children.ts';
import { LogLines, type LogLine } from './log-lines.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'host', 'aurora.mjs');

/** Settings as environment variables. */
export type Env = Readonly<Record<string, string>>;

/** What Aurora inherits: nothing that a developer has set for an Aurora of their own, and nothing that says it is tested. */
const inherited = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AURORA_') && name !== 'PORT' && name !== 'NODE_ENV'));

/** A command of the program that serves until it is stopped. */
export type Command = 'serve' | 'gateway';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real Aurora, in a process of its own. Dispose of it with `await using`. */
export class AuroraProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #log: LogLines;
  readonly #ended: Promise<Ending>;
  #errors = '';
  #url = '';
  #modulesUrl = '';

  private constructor(env: Env, command: Command) {
    const settings = { AURORA_PORT: '0', AURORA_OPERATIONS_PORT: '0', AURORA_LOG_FORMAT: 'json', ...env };
    this.#child = spawn(process.execPath, [program, command], { env: { ...inherited(), ...settings }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    endWithTests(this.#child);
    this.#log = new LogLines(this.#child.stdout!);
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.#errors += text; });
    this.#ended = once(this.#child, 'close').then(([code, signal]) => {
      this.#log.end(new Error(`Aurora has ended with ${code ?? signal}.\n${this.output}`));
      return { code, signal } as Ending;
    });
  }

  /** Starts `aurora serve`, or another command that serves, on free ports and waits until it says that it is ready. Rejects with its output if it ends before. */
  static async start(env: Env, command: Command = 'serve'): Promise<AuroraProcess> {
    const aurora = new AuroraProcess(env, command);
    const ready = await aurora.logged('host.ready');
    aurora.#url = String(ready['url.full']);
    aurora.#modulesUrl = String(ready['labels.modules_url']);
    return aurora;
  }

  /** Where its modules listen for other hosts, if the gateway stands before them. */
  get modulesUrl(): string {
    return this.#modulesUrl;
  }

  /** What the API's paths are appended to, without a prefix. */
  get url(): string {
    return this.#url;
  }

  /** Everything it has said so far, for people. */
  get output(): string {
    return `${this.#log.lines.map(line => JSON.stringify(line)).join('\n')}\n${this.#errors}`;
  }

  get log(): readonly LogLine[] {
    return this.#log.lines;
  }

  /** The first line of the log, past or to come, with this `event.action`. */
  logged(action: string): Promise<LogLine> {
    return this.#log.find(line => line['event.action'] === action);
  }

  /** Resolves once it has ended, and the processes that it has started. */
  get ended(): Promise<Ending> {
    return this.#ended;
  }

  /** Stops it as a supervisor does, and waits until it has. */
  async stop(): Promise<Ending> {
    this.signal('SIGTERM');
    return this.#ended;
  }

  /** Ends it as a crash does, and waits until it has. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
