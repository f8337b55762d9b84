import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endWithTests } from './children.ts';
import { freePort } from './free-port.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { until } from './until.ts';

/** An etcd of its own, with one member and a folder of its own. Its tests begin with `describeWith('etcd', …)`. */
export class EtcdServer implements AsyncDisposable {
  /** As in `http://127.0.0.1:40001`. */
  readonly url: string;
  /** As the setting `AURORA_DISCOVERY` names it. */
  readonly discovery: string;
  readonly #peers: string;
  readonly #folder: TestFolder;
  #child: ChildProcess | undefined;

  private constructor(port: number, peers: number, folder: TestFolder) {
    this.url = `http://127.0.0.1:${port}`;
    this.discovery = `etcd://127.0.0.1:${port}`;
    this.#peers = `http://127.0.0.1:${peers}`;
    this.#folder = folder;
  }

  static async start(): Promise<EtcdServer> {
    const server = new EtcdServer(await freePort(), await freePort(), await testFolder());
    await server.start();
    return server;
  }

  /** Starts it again where it was, with what it had, and waits until it answers. */
  async start(): Promise<void> {
    const child = spawn('/usr/bin/etcd', [
      '--data-dir', this.#data, '--listen-client-urls', this.url, '--advertise-client-urls', this.url,
      '--listen-peer-urls', this.#peers, '--initial-advertise-peer-urls', this.#peers, '--initial-cluster', `default=${this.#peers}`,
      '--heartbeat-interval', '10', '--election-timeout', '50', '--logger', 'zap', '--log-level', 'error',
    ], { stdio: 'ignore', detached: true });
    this.#child = child;
    endWithTests(child);
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`etcd has ended with ${child.exitCode}.`);
      return fetch(`${this.url}/health`).then(async response => (await response.json() as { health?: string }).health === 'true', () => false);
    });
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Lets it stand still, as on a machine that is out of reach, or go on. */
  pause(paused: boolean): void {
    this.#child!.kill(paused ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Forgets everything, while it is not running. */
  async wipe(): Promise<void> {
    await rm(this.#data, { recursive: true, force: true });
  }

  /** Calls its JSON gateway, as an operator who may do everything. */
  async call<Answer>(path: string, body: object, token?: string): Promise<Answer> {
    const response = await fetch(this.url + path, { method: 'POST', body: JSON.stringify(body), headers: token === undefined ? {} : { authorization: token } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  }

  get #data(): string {
    return join(this.#folder.path, 'data');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#folder[Symbol.asyncDispose]();
  }
}
