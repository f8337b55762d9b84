import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithTests } from '../running/children.ts';
import { until } from '../running/until.ts';
import type { Behaviour, Connections, Kind, Seen } from './behaviour.ts';

const program = join(import.meta.dirname, 'raw-upstream.ts');

/**
 * A real upstream in a process of its own that answers well, badly or not at all, and tells what it saw. Dispose of it with `await using`.
 * A request gets what `behave` says of its path; else the behaviour that the path begins with, as in `/silence` or `/reset-in-chunked/x`;
 * else an answer.
 */
export class Upstream implements AsyncDisposable {
  readonly url: string;
  /** `/seen`, `/connections`, `/behave`, `/release`, `/reset`: JSON in and out. */
  readonly controlUrl: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, controlUrl: string) {
    this.#child = child;
    this.url = url;
    this.controlUrl = controlUrl;
  }

  static async start(): Promise<Upstream> {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    endWithTests(child);
    const lines = createInterface(child.stdout!);
    const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => { throw new Error('The upstream did not start.'); })]) as [string];
    const { url, controlUrl } = JSON.parse(line) as { url: string; controlUrl: string };
    return new Upstream(child, url, controlUrl);
  }

  /** The next requests to paths that begin with `path` get `behaviours` in turn, and all after them the last. */
  async behave(behaviours: Behaviour | Kind | readonly (Behaviour | Kind)[], path = '/'): Promise<void> {
    const list = [behaviours].flat().map(behaviour => (typeof behaviour === 'string' ? { kind: behaviour } : behaviour));
    await this.#tell('/behave', { path, behaviours: list });
  }

  /** Answers the requests that are held. */
  async release(): Promise<void> {
    await this.#tell('/release', {});
  }

  /** The requests so far, the oldest first. */
  async seen(): Promise<Seen[]> {
    return await this.#tell('/seen') as Seen[];
  }

  async connections(): Promise<Connections> {
    return await this.#tell('/connections') as Connections;
  }

  /** Resolves with what was seen as soon as `wanted` says so of it. */
  until(wanted: (seen: readonly Seen[]) => boolean): Promise<Seen[]> {
    return until(async () => {
      const seen = await this.seen();
      return wanted(seen) ? seen : undefined;
    });
  }

  /** Forgets what it saw and how it was to behave. */
  async reset(): Promise<void> {
    await this.#tell('/reset', {});
  }

  async #tell(path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.controlUrl + path, body ? { method: 'POST', body: JSON.stringify(body) } : {});
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text) as unknown;
  }

  /** Ends its process: connections break and new ones are refused. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
