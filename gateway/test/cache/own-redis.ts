import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { testFolder, until, type TestFolder } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';

/** A `describe` for tests that start and kill a Redis of their own: its program must be on this machine. */
export function describeWithOwnRedis(title: string, tests: () => void): void {
  if (spawnSync('which', ['redis-server']).status === 0) describeWith('redis', title, tests);
  else describe.skip(`${title} [redis]`, tests);
}

const living = new Set<ChildProcess>();
afterAll(() => { for (const child of living) child.kill('SIGKILL'); });

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of its own, to be killed and stopped. Dispose of it with `await using`. */
export class OwnRedis implements AsyncDisposable {
  readonly #folder: TestFolder;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(folder: TestFolder, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(await testFolder(), await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Starts it, empty, and waits until it answers, and is the one that was started. */
  async start(): Promise<void> {
    const child = spawn('redis-server', ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', this.#folder.path], { stdio: 'ignore' });
    living.add(child);
    child.once('exit', () => living.delete(child));
    this.#child = child;
    await until(async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`redis-server has ended with ${child.exitCode ?? child.signalCode}`);
      return (await this.#processId()) === child.pid;
    });
  }

  async #processId(): Promise<number | undefined> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: null, disconnectTimeout: 50 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
    } catch {
      return undefined;
    } finally {
      client.disconnect();
    }
  }

  /** Ends it as a power cut does, with all that it knew, and waits until it has. */
  async kill(): Promise<void> {
    const child = this.#child!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
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
    await this.#folder[Symbol.asyncDispose]();
  }
}
