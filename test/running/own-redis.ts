import { spawn, spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { describeWith } from '../services/index.ts';
import { endWithTests } from './children.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { until } from './until.ts';

/** A `describe` for tests that start and kill a Redis of their own: its program must be on this machine. */
export function describeWithOwnRedis(title: string, tests: () => void): void {
  if (spawnSync('which', ['redis-server']).status === 0) describeWith('redis', title, tests);
  else describe.skip(`${title} [redis]`, tests);
}

/** A Redis that keeps nothing, with a password and a port of its own, to be killed and stopped. Dispose of it with `await using`. */
export class OwnRedis extends ServerProcess {
  static readonly password = 'open-sesame-4711';
  readonly port: number;

  private constructor(folder: TestFolder, port: number) {
    super(folder);
    this.port = port;
  }

  /** One that does not run yet. */
  static async install(): Promise<OwnRedis> {
    return new OwnRedis(await testFolder(), await freePort());
  }

  static async start(): Promise<OwnRedis> {
    const server = await OwnRedis.install();
    await server.start();
    return server;
  }

  get url(): string {
    return this.urlWith(OwnRedis.password);
  }

  urlWith(password: string): string {
    return `redis://:${password}@127.0.0.1:${this.port}/0`;
  }

  /** Starts it, empty, and waits until it answers, and is the one that was started. */
  async start(): Promise<void> {
    const child = spawn('redis-server', ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder.path, '--save', '', '--appendonly', 'no', '--requirepass', OwnRedis.password], { stdio: 'ignore', detached: true });
    endWithTests(child);
    this.runAs(child);
    await until(async () => {
      this.requireRunning('redis-server');
      const [, folder] = await this.ask('CONFIG', 'GET', 'dir').catch(() => []) as string[];
      return folder === this.folder.path;
    });
  }

  /** Sends it a command of its own. */
  async ask(...command: readonly string[]): Promise<unknown> {
    const client = new Redis(this.url, { lazyConnect: true, disconnectTimeout: 0, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(command[0]!, ...command.slice(1));
    } finally {
      client.disconnect();
    }
  }
}
