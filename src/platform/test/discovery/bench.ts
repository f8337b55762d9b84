import { createInstanceRecords, type LocalIssuer } from '@aurora/platform/auth';
import { openRegistry, type ConfigPortFor, type Notice, type Registry } from '@aurora/platform/discovery';
import { readSettings } from '@aurora/platform/settings';
import type { Instance, InstanceSource } from '@aurora/platform/upstream';
import { testFolder, until, type Env, type TestFolder } from '@aurora/test/running';
import { newLocalIssuer } from '../auth/workbench.ts';

/** A server of a registry, under a test's hands. */
export interface RegistryServer extends AsyncDisposable {
  /** Value of `AURORA_DISCOVERY`. */
  readonly discovery: string;
  readonly configPort?: ConfigPortFor;
  /** Puts an entry there as somebody else does who may write. */
  put(module: string, id: string, record: string): Promise<void>;
  /** Takes an entry out, or what keeps it alive, without telling anybody. */
  forget(module: string, id: string): Promise<void>;
  /** Until when the entry lasts unless it is renewed, give or take a second, in milliseconds since the epoch; 0 if it is not there. */
  lasts(module: string, id: string): Promise<number>;
  leave(): Promise<void>;
  comeBack(): Promise<void>;
}

/** What a watcher has been told. */
export class Seen {
  readonly told: (readonly Instance[])[] = [];
  readonly stop: () => void;

  constructor(source: InstanceSource) {
    this.stop = source.watch(instances => this.told.push(instances));
  }

  get ids(): string {
    return this.told.at(-1)!.map(({ id }) => id).join(' ');
  }

  /** Waits until these are the ids of the instances, separated by blanks. */
  async until(ids: string): Promise<void> {
    await until(async () => this.ids === ids);
  }
}

/** Hosts of one deployment around one registry. */
export class Bench implements AsyncDisposable {
  readonly server: RegistryServer;
  readonly issuer: LocalIssuer;
  readonly notices: Notice[] = [];
  readonly #folder: TestFolder;
  readonly #open: Registry[] = [];

  private constructor(server: RegistryServer, issuer: LocalIssuer, folder: TestFolder) {
    this.server = server;
    this.issuer = issuer;
    this.#folder = folder;
  }

  static async open(server: RegistryServer): Promise<Bench> {
    return new Bench(server, await newLocalIssuer(Date.now), await testFolder());
  }

  get dataDir(): string {
    return this.#folder.path;
  }

  /** A host's view of the registry. Those of one test share a data folder. */
  host(env: Env = {}): Registry {
    const registry = openRegistry({
      setting: env['AURORA_DISCOVERY'] ?? this.server.discovery, settings: readSettings(env), dataDir: this.dataDir, issuer: this.issuer,
      configPort: caller => this.server.configPort?.(caller), report: notice => this.notices.push(notice),
    });
    this.#open.push(registry);
    return registry;
  }

  record(module: string, id: string, issuer = this.issuer, now = Date.now): Promise<string> {
    return createInstanceRecords({ issuer, now }).record(module, { id, url: `http://${id}.example` });
  }

  /** The notices of one kind, by the entry that they tell of. */
  refused(): (string | undefined)[] {
    return this.notices.filter(({ action }) => action === 'registry.refused').map(({ entry }) => entry).toSorted((a = '', b = '') => a.localeCompare(b));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const registry of this.#open) await registry.close();
    await this.server[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

export const at = (id: string): Instance => ({ id, url: `http://${id}.example` });
