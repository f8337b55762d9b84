import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fileModule from '@aurora/file';
import migrations from '@aurora/migrations/file';
import { migrate, openDatabase, type DatabaseLocation, type ModuleDatabase } from '@aurora/platform/persistence';
import { CompiledQuery } from 'kysely';
import { openHost, type FileHost, type HostOptions } from './open-host.ts';
import type { Bucket } from './bucket.ts';

export type DatabaseEngine = 'sqlite' | 'mariadb';

/** A database, and where the files are: on the local disk unless it says otherwise. */
export type Engine = DatabaseEngine | 'sqlite+s3';

/** A deployment of the file module alone: a folder, a database with its tables, and as many hosts as a test wants. Dispose of it with `await using`. */
export class Deployment implements AsyncDisposable {
  readonly dataDir: string;
  readonly location: DatabaseLocation;
  readonly #admin: ModuleDatabase;
  readonly #hosts: FileHost[] = [];
  readonly #bucket: Bucket | undefined;
  readonly #drop: () => Promise<void>;

  constructor(dataDir: string, location: DatabaseLocation, bucket: Bucket | undefined, admin: ModuleDatabase, drop: () => Promise<void>) {
    this.dataDir = dataDir;
    this.location = location;
    this.#bucket = bucket;
    this.#admin = admin;
    this.#drop = drop;
  }

  /** `dataDir` is made, unless it is given. */
  static async create(engine: Engine = 'sqlite', dataDir?: string): Promise<Deployment> {
    const folder = dataDir ?? await mkdtemp(join(tmpdir(), 'aurora-file-'));
    // Loaded only by tests that need it: what tells which servers are there runs in the test runner alone.
    const schema = engine === 'mariadb' ? await (await import('./server-schema.ts')).serverSchema() : undefined;
    const bucket = engine === 'sqlite+s3' ? await (await import('./bucket.ts')).newBucket() : undefined;
    const location = schema ? { url: schema.url, pool: 5 } : { file: join(folder, 'file.db') };
    const admin = await openDatabase({ module: 'file', location, entities: fileModule.entities });
    await migrate(admin.client(), admin.dialect, migrations);
    return new Deployment(folder, location, bucket, admin, async () => {
      await admin.close();
      await schema?.drop();
      if (dataDir === undefined) await rm(folder, { recursive: true });
    });
  }

  /** What its hosts are told besides. */
  get env(): Readonly<Record<string, string>> {
    return this.#bucket ? { AURORA_FILE_STORE: this.#bucket.address } : {};
  }

  async host(options?: HostOptions): Promise<FileHost> {
    const host = await openHost(this.dataDir, this.location, { ...options, env: { ...this.env, ...options?.env } });
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

  /** Every file of the store, and what is on its way into it, by its path. */
  async stored(): Promise<string[]> {
    const folder = join(this.dataDir, 'files');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const local = entries.filter(entry => !entry.isDirectory()).map(entry => relative(folder, join(entry.parentPath, entry.name)));
    return [...local, ...await this.#bucket?.paths() ?? []].sort();
  }

  /** The bytes at a path of the store; undefined where there are none. */
  async bytesAt(path: string): Promise<Buffer | undefined> {
    if (this.#bucket) return this.#bucket.bytesAt(path);
    const file = join(this.dataDir, 'files', path);
    return await lstat(file).then(found => found.isFile(), () => false) ? readFile(file) : undefined;
  }

  /** The files of the store that this process has open. */
  async opened(): Promise<string[]> {
    const handles = await readdir('/proc/self/fd');
    const targets = await Promise.all(handles.map(handle => readlink(`/proc/self/fd/${handle}`).catch(() => '')));
    return targets.filter(target => target.startsWith(join(this.dataDir, 'files')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.#hosts) await host.stop();
    await this.#drop();
  }
}
