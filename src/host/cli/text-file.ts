import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A text file that is written piece by piece, however long it gets. */
export class TextFile {
  readonly #stream;
  constructor(path: string) {
    this.#stream = createWriteStream(path);
    this.#stream.on('error', () => { /* told by write and close */ });
  }

  async write(text: string): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored;
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }

  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream);
  }
}
