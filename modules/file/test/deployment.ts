import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { CallContext, ContentStream } from '@aurora/kernel';
import fileModule from '@aurora/file';
import { fileContract } from '@aurora/file/contract';
import migrations from '@aurora/migrations/file';
import { hostModule, type HostedModule } from '@aurora/platform/module';
import { migrate, openDatabase, type DatabaseLocation, type ModuleDatabase } from '@aurora/platform/persistence';
import { readSettings } from '@aurora/platform/settings';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { CompiledQuery } from 'kysely';
import { serverSchema } from './server-schema.ts';

export type Engine = 'sqlite' | 'mariadb';
export type FileHost = HostedModule<typeof fileContract>;

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });
export const apiUrl = 'https://syllabi.example.edu/api/v1';

/** The one key of tests that don't say otherwise. */
export const testKeys = [{ id: 'k1', key: Buffer.alloc(32, 1) }];

export interface HostOptions {
  /** Settings by their variables, as in `AURORA_FILE_MAX_SIZE`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly keys?: () => typeof testKeys;
}

/** A host of the file module on a database and a data folder that other hosts may use too. */
export async function openHost(dataDir: string, location: DatabaseLocation, { env = {}, keys = () => testKeys }: HostOptions = {}): Promise<FileHost> {
  const database = await openDatabase({ module: 'file', location, entities: fileModule.entities });
  return hostModule(fileModule, {
    database, ports: {}, settings: readSettings({ AURORA_DATA_DIR: dataDir, ...env }), logger: silent, secrets: { keys }, apiUrl, wire: true,
  });
}

/** A deployment of the file module alone: a folder, a database with its tables, and as many hosts as a test wants. Dispose of it with `await using`. */
export class Deployment implements AsyncDisposable {
  readonly dataDir: string;
  readonly location: DatabaseLocation;
  readonly #admin: ModuleDatabase;
  readonly #hosts: FileHost[] = [];
  readonly #drop: () => Promise<void>;

  constructor(dataDir: string, location: DatabaseLocation, admin: ModuleDatabase, drop: () => Promise<void>) {
    this.dataDir = dataDir;
    this.location = location;
    this.#admin = admin;
    this.#drop = drop;
  }

  static async create(engine: Engine = 'sqlite'): Promise<Deployment> {
    const dataDir = await mkdtemp(join(tmpdir(), 'aurora-file-'));
    const schema = engine === 'mariadb' ? await serverSchema() : undefined;
    const location = schema ? { url: schema.url, pool: 5 } : { file: join(dataDir, 'file.db') };
    const admin = await openDatabase({ module: 'file', location, entities: fileModule.entities });
    await migrate(admin.client(), admin.dialect, migrations);
    return new Deployment(dataDir, location, admin, async () => {
      await admin.close();
      await schema?.drop();
      await rm(dataDir, { recursive: true });
    });
  }

  async host(options?: HostOptions): Promise<FileHost> {
    const host = await openHost(this.dataDir, this.location, options);
    this.#hosts.push(host);
    return host;
  }

  /** A new host does what hosts do when they start: expire, collect, sweep. */
  async restart(options?: HostOptions): Promise<FileHost> {
    const host = await this.host(options);
    await host.start();
    return host;
  }

  /** Rows of a statement, as only an operator of the database can ask for them. */
  async sql<Row = Record<string, unknown>>(text: string, ...values: readonly unknown[]): Promise<Row[]> {
    return (await this.#admin.client().executeQuery(CompiledQuery.raw(text, [...values]))).rows as Row[];
  }

  /** Every file below the store's folder, by its path in there. */
  async stored(): Promise<string[]> {
    const folder = join(this.dataDir, 'files');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter(entry => !entry.isDirectory()).map(entry => relative(folder, join(entry.parentPath, entry.name))).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.#hosts) await host.stop();
    await this.#drop();
  }
}

/** The context of a call by an editor; with an id, of a command that may be repeated. */
export const call = (commandId?: string, deadline = Date.now() + 60_000): CallContext => ({
  correlationId: 'test', traceparent: undefined, principal: { id: 'user:editor', scopes: new Set(['admin']) }, caller: undefined, deadline, commandId, placements: {},
});

/** Content in one piece or several. */
export async function* bytes(...parts: readonly (string | Uint8Array)[]): ContentStream {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

/** Everything that a stream brings. */
export async function all(content: ContentStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The code of the error that `work` ends with; fails if it does not. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(answer => { throw new Error(`no error but ${JSON.stringify(answer)}`); }, (error: { code?: unknown }) => {
    if (error.code === undefined) throw error;
    return error.code;
  });
}
