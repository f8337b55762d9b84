import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { killWithUs } from './living.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { until } from './until.ts';

/** Debian's start script itself: the one on the path changes the user and the environment. */
const program = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** A RabbitMQ with data, ports and a name server (epmd) of its own, to be killed and stopped. Dispose of it with `await using`. */
export class OwnRabbitMq implements AsyncDisposable {
  /** Whether the program is on this machine. */
  static readonly installed = existsSync(program);
  readonly port: number;
  readonly #folder: TestFolder;
  readonly #environment: NodeJS.ProcessEnv;
  #epmd: ChildProcess | undefined;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> | undefined;

  private constructor(folder: TestFolder, port: number, environment: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.port = port;
    this.#environment = environment;
  }

  static async start(): Promise<OwnRabbitMq> {
    const folder = await testFolder();
    const [port, distribution, epmd] = [await freePort(), await freePort(), await freePort()];
    const inFolder = (name: string): string => join(folder.path, name);
    await mkdir(inFolder('logs'));
    await writeFile(inFolder('rabbitmq.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\nloopback_users = none\n`);
    await writeFile(inFolder('enabled_plugins'), '[].');
    const server = new OwnRabbitMq(folder, port, {
      PATH: process.env['PATH'], HOME: folder.path, ERL_EPMD_ADDRESS: '127.0.0.1', ERL_EPMD_PORT: String(epmd),
      RABBITMQ_NODENAME: `aurora_${port}@localhost`, RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1', RABBITMQ_NODE_PORT: String(port), RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_CONFIG_FILE: inFolder('rabbitmq.conf'), RABBITMQ_ENABLED_PLUGINS_FILE: inFolder('enabled_plugins'), RABBITMQ_CONF_ENV_FILE: inFolder('none'),
      RABBITMQ_MNESIA_BASE: inFolder('data'), RABBITMQ_LOG_BASE: inFolder('logs'), RABBITMQ_PID_FILE: inFolder('pid'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    });
    server.#epmd = spawn('epmd', ['-port', String(epmd), '-address', '127.0.0.1'], { stdio: 'ignore', detached: true });
    killWithUs(server.#epmd);
    await server.start();
    return server;
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** The same server by another port, as of a proxy. */
  urlAt(port: number): string {
    return `amqp://guest:guest@127.0.0.1:${port}`;
  }

  /** Starts it, with what it had before, and waits until clients can connect. */
  async start(): Promise<void> {
    const child = spawn(program, { stdio: 'ignore', detached: true, env: this.#environment });
    killWithUs(child);
    this.#child = child;
    this.#ended = once(child, 'exit');
    await until(async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`rabbitmq-server has ended with ${child.exitCode ?? child.signalCode}`);
      return await this.#answers();
    });
  }

  async #answers(): Promise<boolean> {
    const { connect } = await import('amqplib');
    const connection = await connect(this.url, { timeout: 2_000 }).catch(() => undefined);
    await connection?.close();
    return connection !== undefined;
  }

  /** Ends it as a power cut does, and waits until it has: of the group, the shell ends last. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.#ended;
  }

  /** Lets it stand still, with every connection open: nothing is refused and nothing answered. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    const { exitCode, pid, signalCode } = this.#child ?? {};
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#epmd?.kill('SIGKILL');
    await this.#folder[Symbol.asyncDispose]();
  }
}
