import { join } from 'node:path';
import { AuroraError } from '@aurora/kernel';
import { fileContract, type FileMetadata } from '@aurora/file/contract';
import type { Api } from '../cli/api.ts';
import { forEachConcurrently } from '../cli/concurrent.ts';
import { Interrupted } from '../cli/retry.ts';
import { Refusal, refusalOf } from '../import/refusal.ts';
import { download } from './download.ts';
import { FilePaths } from './file-names.ts';

/** A file in the export folder, or why it is not there. */
export type Brought = { readonly path: string; readonly file: FileMetadata } | { readonly reason: string };

export interface FetchOptions {
  /** Files in transfer at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Brings files of an Aurora into a folder, each once. */
export class FileFetcher {
  /** Files brought, and files that were there already. */
  downloaded = 0;
  kept = 0;
  readonly #api: Api;
  readonly #folder: string;
  readonly #options: FetchOptions;
  readonly #paths = new FilePaths();

  constructor(api: Api, folder: string, options: FetchOptions) {
    this.#api = api;
    this.#folder = folder;
    this.#options = options;
  }

  /** Brings the files of these ids; what became of each, by id. Throws `Interrupted`, or what would befall every file alike. */
  async bring(ids: ReadonlySet<string>): Promise<Map<string, Brought>> {
    const brought = new Map<string, Brought>();
    const described = new Map<string, FileMetadata>();
    await this.#each(ids, brought, async id => { described.set(id, await this.#describe(id)); });
    // Paths are given in the order of the ids, not in that of the answers, so that every export gives the same.
    const paths = new Map([...ids].flatMap(id => { const file = described.get(id); return file ? [[id, this.#paths.of(file)] as const] : []; }));
    await this.#each(paths.keys(), brought, async id => {
      const file = described.get(id)!, path = paths.get(id)!;
      if (await download(this.#api, file, join(this.#folder, path))) this.downloaded++;
      else this.kept++;
      brought.set(id, { path, file });
    });
    if (this.#options.signal.aborted) throw new Interrupted();
    return brought;
  }

  #each(ids: Iterable<string>, brought: Map<string, Brought>, work: (id: string) => Promise<void>): Promise<void> {
    return forEachConcurrently(ids, this.#options.concurrency, this.#options.signal, async id => {
      await work(id).catch((error: unknown) => { brought.set(id, { reason: refusalOf(error) }); });
    });
  }

  async #describe(id: string): Promise<FileMetadata> {
    try {
      return await this.#api.call(fileContract.operations.get, { id });
    } catch (error) {
      throw error instanceof AuroraError && error.code === 'NOT_FOUND' ? new Refusal(`file ${id} is gone`) : error;
    }
  }
}
