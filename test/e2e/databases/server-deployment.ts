import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Role } from '@aurora/kernel';
import { AuroraProcess, testFolder, type Env, type ModuleName, type TestFolder } from '@aurora/test/running';
import { run, type Ran } from '../program.ts';

const modules: readonly ModuleName[] = ['config', 'file', 'subject', 'syllabus'];

/** An Aurora on a server of the MySQL family, put there by the command line alone, as docs/databases.md says. */
export class ServerDeployment implements AsyncDisposable {
  /** What the schemas' names begin with. */
  readonly prefix = `aurora_test_${randomBytes(5).toString('hex')}`;
  readonly #administrator: string;
  readonly #folder: TestFolder;
  readonly #resources = new AsyncDisposableStack();

  private constructor(administrator: string, folder: TestFolder) {
    this.#administrator = administrator;
    this.#folder = folder;
    this.#resources.use(folder);
    this.#resources.defer(() => this.#drop());
  }

  /** `administrator` is the address of an account that may make others, without a path. */
  static async create(administrator: string): Promise<ServerDeployment> {
    return new ServerDeployment(administrator, await testFolder());
  }

  get dataDir(): string {
    return this.#folder.path;
  }

  /** The administrative account, as `aurora migrate` is given it. */
  get administrator(): string {
    return `${this.#administrator.replace(/\/+$/, '')}/${this.prefix}`;
  }

  /** Runs `aurora migrate` with the administrative account. */
  migrate(...options: readonly string[]): Promise<Ran> {
    return run(['migrate', ...options], { AURORA_DATA_DIR: this.dataDir, AURORA_DATABASE_URL: this.administrator });
  }

  /** Runs `aurora serve`, which is not told of the administrative account. */
  async serve(env: Env = {}): Promise<AuroraProcess> {
    return this.#resources.use(await AuroraProcess.start({ AURORA_DATA_DIR: this.dataDir, ...env }));
  }

  async token(role: Role): Promise<string> {
    const { out } = await run(['token', '--role', role, '--subject', 'anna'], { AURORA_DATA_DIR: this.dataDir });
    return out.trim();
  }

  /** The addresses that `serve` uses, with their passwords. */
  async accounts(): Promise<Record<ModuleName, string>> {
    return JSON.parse(await readFile(join(this.dataDir, 'keys', 'databases.json'), 'utf8')) as Record<ModuleName, string>;
  }

  /** Asks a module's database, with the module's own account. */
  async rows<Row>(module: ModuleName, statement: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    return ask<Row>((await this.accounts())[module].replace(/^mariadb:/, 'mysql:'), statement, values);
  }

  /** Runs a statement as the administrator. */
  administer<Row>(statement: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    return ask<Row>(this.#administrator, statement, values);
  }

  async #drop(): Promise<void> {
    for (const module of modules) {
      await this.administer(`drop database if exists ${this.prefix}_${module}`);
      await this.administer(`drop user if exists '${this.prefix}_${module}'@'%'`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

async function ask<Row>(url: string, statement: string, values: readonly (string | number)[]): Promise<Row[]> {
  const connection = await createConnection(url);
  try {
    return (await connection.query<RowDataPacket[]>(statement, [...values]))[0] as unknown as Row[];
  } finally {
    await connection.end();
  }
}
