import type { ContentStream } from '@aurora/kernel';

/** A body that is read part by part. What it fails with is kept until somebody asks: the bytes before it count. */
export class PartSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array | undefined;
  #over = false;
  /** What ended the body before its end, if something did. */
  failure: unknown;

  constructor(content: ContentStream) {
    this.#chunks = content[Symbol.asyncIterator]();
  }

  /** The next bytes, `size` at most. */
  async* upTo(size: number): ContentStream {
    for (let left = size; left > 0;) {
      const chunk = await this.#next();
      if (!chunk) return;
      if (chunk.length > left) this.#rest = chunk.subarray(left);
      const part = chunk.subarray(0, left);
      left -= part.length;
      yield part;
    }
  }

  /** Whether all has been read; waits for more where that is not known. */
  async isOver(): Promise<boolean> {
    this.#rest = await this.#next();
    return this.#rest === undefined;
  }

  async #next(): Promise<Uint8Array | undefined> {
    const kept = this.#rest;
    this.#rest = undefined;
    if (kept || this.#over) return kept;
    try {
      for (;;) {
        const { done, value } = await this.#chunks.next();
        if (!done && value.length === 0) continue;
        this.#over = done ?? false;
        return done ? undefined : value;
      }
    } catch (error) {
      this.#over = true;
      this.failure = error;
      return undefined;
    }
  }
}
