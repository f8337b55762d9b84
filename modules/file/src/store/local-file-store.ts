import { mkdirSync, realpathSync } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ContentStream } from '@aurora/kernel';
import { randomDigits } from '../domain/file-id.ts';
import type { ByteRange, FileStore, Incoming } from './file-store.ts';
import { readBytes } from './read-bytes.ts';
import { receiveInto } from './receive.ts';
import { storageFailure, unlessMissing } from './storage-failure.ts';
import { syncFolder } from './sync-folder.ts';

const wellFormed = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}\.[0-9a-z]{10}$/;

/**
 * Files in a folder of the local disk, under `ab/cd/<sha256>.<ten random digits>`. What is being received lies in `incoming`
 * beside them, so that placing it is a rename on one disk. Symbolic links inside the folder are not followed.
 */
export class LocalFileStore implements FileStore {
  readonly #root: string;
  readonly #incoming: string;

  /** Makes the folder, for this account alone, if it is not there; the folder itself may be reached through a link. */
  constructor(folder: string) {
    mkdirSync(resolve(folder), { recursive: true, mode: 0o700 });
    this.#root = realpathSync(resolve(folder));
    this.#incoming = join(this.#root, 'incoming');
    mkdirSync(this.#incoming, { recursive: true, mode: 0o700 });
  }

  receive(content: ContentStream, limit: number): Promise<Incoming> {
    return receiveInto(join(this.#incoming, randomDigits(26)), content, limit);
  }

  pathFor(sha256: string): string {
    return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.${randomDigits(10)}`;
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

  async sweep(age: number): Promise<number> {
    const before = Date.now() - age;
    let swept = 0;
    for (const name of await readdir(this.#incoming)) {
      const file = join(this.#incoming, name);
      await unlessMissing(lstat(file).then(async ({ mtimeMs }) => {
        if (mtimeMs >= before) return;
        await unlink(file);
        swept += 1;
      }));
    }
    return swept;
  }

  #locate(path: string): string {
    if (!wellFormed.test(path)) throw new Error(`not a path of the file store: ${JSON.stringify(path)}`);
    return join(this.#root, path);
  }

  async #refuseLinks(folder: string): Promise<void> {
    if (await realpath(folder) !== folder) throw new Error(`a symbolic link in the file store leads away from ${folder}`);
  }
}
