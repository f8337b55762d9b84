import { mkdirSync, realpathSync } from 'node:fs';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ContentStream } from '@aurora/kernel';
import { randomDigits } from '../domain/file-id.ts';
import type { Incoming } from './file-store.ts';
import { receiveInto } from './receive.ts';
import { unlessMissing } from './storage-failure.ts';

/** Where bytes arrive before a store has them, on this machine's disk: they are looked at, and hashed, before it is known what they are. */
export class Spool {
  readonly #folder: string;

  /** Makes the folder, for this account alone, if it is not there. */
  constructor(folder: string) {
    mkdirSync(resolve(folder), { recursive: true, mode: 0o700 });
    this.#folder = realpathSync(resolve(folder));
  }

  /**
   * Takes bytes in, in constant memory, and leaves nothing behind when that fails: with `PAYLOAD_TOO_LARGE` beyond `limit` bytes,
   * `INSUFFICIENT_STORAGE` where there is no room, or with the error of `content`.
   */
  receive(content: ContentStream, limit: number): Promise<Incoming> {
    return receiveInto(join(this.#folder, randomDigits(26)), content, limit);
  }

  /** Removes what crashed processes were receiving and have not touched for `age` milliseconds; answers how much. */
  async sweep(age: number): Promise<number> {
    const before = Date.now() - age;
    let swept = 0;
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      await unlessMissing(lstat(file).then(async ({ mtimeMs }) => {
        if (mtimeMs >= before) return;
        await unlink(file);
        swept += 1;
      }));
    }
    return swept;
  }
}
