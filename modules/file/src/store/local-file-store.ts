import { mkdirSync, realpathSync } from 'node:fs';
import { lstat, mkdir, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ContentStream } from '@aurora/kernel';
import { requirePath } from './content-path.ts';
import type { ByteRange, FileStore, Incoming } from './file-store.ts';
import { readBytes } from './read-bytes.ts';
import { storageFailure, unlessMissing } from './storage-failure.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Files in a folder of the local disk, with their paths below it. What is placed there must lie on the same disk, so that placing it
 * is a rename. Symbolic links inside the folder are not followed.
 */
export class LocalFileStore implements FileStore {
  readonly #root: string;

  /** Makes the folder, for this account alone, if it is not there; the folder itself may be reached through a link. */
  constructor(folder: string) {
    mkdirSync(resolve(folder), { recursive: true, mode: 0o700 });
    this.#root = realpathSync(resolve(folder));
  }

  async place(incoming: Incoming, path: string): Promise<void> {
    if (await this.has(path, incoming.size)) return;
    const target = this.#locate(path);
    const folder = dirname(target);
    try {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      await this.#refuseLinks(folder);
      await rename(incoming.file, target);
      await syncFolder(folder);
      if (made !== undefined) for (let above = dirname(folder); above.length >= this.#root.length; above = dirname(above)) await syncFolder(above);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  async has(path: string, size: number): Promise<boolean> {
    const file = this.#locate(path);
    try {
      await this.#refuseLinks(dirname(file));
      const found = await lstat(file);
      return found.isFile() && found.size === size;
    } catch {
      return false;
    }
  }

  async *open(path: string, range?: ByteRange): ContentStream {
    const file = this.#locate(path);
    await this.#refuseLinks(dirname(file));
    yield* readBytes(file, range);
  }

  async remove(path: string): Promise<void> {
    const file = this.#locate(path);
    await unlessMissing(this.#refuseLinks(dirname(file)).then(() => unlink(file)));
  }

  /** What is being placed lies in the spool. */
  async sweep(): Promise<number> {
    return 0;
  }

  close(): void {
    // It holds nothing open.
  }

  #locate(path: string): string {
    return join(this.#root, requirePath(path));
  }

  async #refuseLinks(folder: string): Promise<void> {
    if (await realpath(folder) !== folder) throw new Error(`a symbolic link in the file store leads away from ${folder}`);
  }
}
