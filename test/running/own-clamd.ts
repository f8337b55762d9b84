import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { endWithTests } from './children.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { until } from './until.ts';

const program = '/usr/sbin/clamd';

/** What every scanner finds, and harms nobody (eicar.org); in two pieces, so that no scanner finds it here. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** ClamAV's daemon with one signature, that of EICAR wherever it is, in a process, a folder and on a port of its own. Its tests begin with `describeWith('clamd', …)`. Dispose of it with `await using`. */
export class OwnClamd extends ServerProcess {
  readonly port: number;
  readonly #config: string;

  private constructor(folder: TestFolder, port: number) {
    super(folder);
    this.port = port;
    this.#config = join(folder.path, 'clamd.conf');
  }

  /** `largest` is what it takes in one stream, bytes. It listens on a socket of its folder as well. */
  static async start({ largest = 64 * 1024 ** 2 }: { readonly largest?: number } = {}): Promise<OwnClamd> {
    const folder = await testFolder();
    const server = new OwnClamd(folder, await freePort());
    await writeFile(join(folder.path, 'test.ndb'), `Aurora.Test.Eicar:0:*:${Buffer.from(eicar).toString('hex')}\n`);
    await writeFile(server.#config, [
      `DatabaseDirectory ${folder.path}`, 'TCPAddr 127.0.0.1', `TCPSocket ${server.port}`, `LocalSocket ${server.socket}`, 'FixStaleSocket yes',
      'Foreground yes', `StreamMaxLength ${largest}`, 'MaxThreads 4', 'User root', '',
    ].join('\n'));
    await server.start();
    return server;
  }

  get address(): string {
    return `clamd://127.0.0.1:${this.port}`;
  }

  get socket(): string {
    return join(this.folder.path, 'clamd.sock');
  }

  async start(): Promise<void> {
    const child = spawn(program, ['--config-file', this.#config, '--foreground'], { stdio: ['ignore', 'ignore', 'ignore'], detached: true });
    endWithTests(child);
    this.runAs(child);
    await until(async () => {
      this.requireRunning(program);
      return this.#answers();
    });
  }

  /** Resolves once somebody is connected to its port, whether or not it has noticed. */
  async asked(): Promise<void> {
    const port = this.port.toString(16).toUpperCase().padStart(4, '0');
    const established = new RegExp(`^ *\\d+: [0-9A-F]{8}:[0-9A-F]{4} [0-9A-F]{8}:${port} 01 `, 'm');
    await until(async () => established.test(await readFile('/proc/net/tcp', 'utf8')));
  }

  /** Whether it answers PING, over its port. */
  async #answers(): Promise<boolean> {
    const socket = connect({ host: '127.0.0.1', port: this.port });
    try {
      await once(socket, 'connect');
      socket.write('zPING\0');
      const [answer] = await once(socket, 'data') as [Buffer];
      return answer.toString() === 'PONG\0';
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
