import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestFolder } from './test-folder.ts';

/** A server of a test's own, in a process and a folder of its own, to be killed and stopped. Dispose of it with `await using`. */
export abstract class ServerProcess implements AsyncDisposable {
  protected readonly folder: TestFolder;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> | undefined;

  protected constructor(folder: TestFolder) {
    this.folder = folder;
  }

  /** Starts it, with what it had, and waits until it answers. */
  abstract start(): Promise<void>;

  /** From now on `child` is its process. */
  protected runAs(child: ChildProcess): void {
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /** Throws where its process has ended by itself. */
  protected requireRunning(program: string): void {
    const { exitCode, signalCode } = this.#child!;
    if (exitCode !== null || signalCode !== null) throw new Error(`${program} has ended with ${exitCode ?? signalCode}`);
  }

  /** Ends it as a power cut does, and waits until it has. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Lets it stand still, with every connection open: nothing is refused and nothing answered. */
  freeze(): void {
    this.#child!.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child!.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.folder[Symbol.asyncDispose]();
  }
}
