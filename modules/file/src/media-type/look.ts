import { isUtf8 } from 'node:buffer';
import type { ContentStream } from '@aurora/kernel';

/** Bytes of the beginning that are kept. */
const headSize = 4096;

/** Bytes that no text has (WHATWG MIME Sniffing, 3): control characters other than tab, line feed, form feed, return and escape. */
const binary = new Uint8Array(256).fill(1, 0x00, 0x09).fill(1, 0x0b, 0x0c).fill(1, 0x0e, 0x1b).fill(1, 0x1c, 0x20);

/** How many bytes at the end begin a UTF-8 character that goes on after them: 0 to 3. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** What can be seen of bytes as they pass by, in constant memory. */
export class Look {
  readonly #head: Uint8Array[] = [];
  #headLength = 0;
  #text = true;
  #rest: Uint8Array = new Uint8Array();

  /** The same bytes, looked at. */
  async *over(content: ContentStream): ContentStream {
    for await (const chunk of content) {
      this.#see(chunk);
      yield chunk;
    }
  }

  /** The first bytes, at most 4096. */
  get head(): Buffer { return Buffer.concat(this.#head); }

  /** Whether everything that has passed is UTF-8 text without control characters. */
  get isText(): boolean { return this.#text && this.#rest.length === 0; }

  #see(chunk: Uint8Array): void {
    if (this.#headLength < headSize) {
      const part = Uint8Array.prototype.slice.call(chunk, 0, headSize - this.#headLength);
      this.#head.push(part);
      this.#headLength += part.length;
    }
    if (this.#text) this.#text = this.#goesOnAsText(chunk);
  }

  #goesOnAsText(chunk: Uint8Array): boolean {
    // By index: several times as fast as an iterator, and every byte of every text comes through here.
    for (let at = 0; at < chunk.length; at += 1) if (binary[chunk[at]!] === 1) return false;
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = bytes.length - unfinished(bytes);
    this.#rest = Uint8Array.prototype.slice.call(bytes, end);
    return isUtf8(bytes.subarray(0, end));
  }
}
