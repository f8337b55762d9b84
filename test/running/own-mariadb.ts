import { execFileSync, spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { freePort } from './free-port.ts';
import { killWithUs } from './living.ts';
import { ServerProcess } from './server-process.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { until } from './until.ts';

/** A MariaDB with a data folder and a port of its own, to be killed and stopped. Dispose of it with `await using`. */
export class OwnMariaDb extends ServerProcess {
  readonly port: number;

  private constructor(folder: TestFolder, port: number) {
    super(folder);
    this.port = port;
  }

  /** One that is installed and does not run yet. */
  static async install(): Promise<OwnMariaDb> {
    const server = new OwnMariaDb(await testFolder(), await freePort());
    execFileSync('mariadb-install-db', ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${server.#data}`, '--auth-root-authentication-method=normal', '--skip-test-db'], { stdio: 'pipe' });
    return server;
  }

  static async start(): Promise<OwnMariaDb> {
    const server = await OwnMariaDb.install();
    await server.start();
    return server;
  }

  get #data(): string {
    return join(this.folder.path, 'data');
  }

  /** Its administrative account. */
  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}`;
  }

  /** Starts it and waits until it answers, and is the one that was started. */
  async start(): Promise<void> {
    const child = spawn('mariadbd', [
      '--no-defaults', `--user=${userInfo().username}`, `--datadir=${this.#data}`, `--socket=${join(this.folder.path, 'socket')}`,
      `--port=${this.port}`, '--bind-address=127.0.0.1', '--skip-name-resolve', '--innodb-buffer-pool-size=32M', '--innodb-flush-log-at-trx-commit=1',
    ], { stdio: 'ignore', detached: true });
    killWithUs(child);
    this.runAs(child);
    await until(async () => {
      this.requireRunning('mariadbd');
      return this.#folderOfWhoAnswers().then(folder => folder === `${this.#data}/`, () => false);
    });
  }

  async #folderOfWhoAnswers(): Promise<unknown> {
    const connection = await createConnection({ uri: this.url, connectTimeout: 1_000 });
    try {
      const [[row]] = await connection.query<RowDataPacket[]>('select @@datadir as folder');
      return row!['folder'];
    } finally {
      await connection.end();
    }
  }
}
