import type { ContentStream } from '@aurora/kernel';

/** Bytes that have arrived whole and that nobody can see yet. */
export interface Incoming {
  /** In hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** A file in this process's reach that holds them, until they are placed. */
  readonly file: string;
  /** Removes them, unless they have been placed. */
  discard(): Promise<void>;
}

/** A part of the bytes: from `start` up to and including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the bytes of files lie. Whoever asks for a path has it from `pathFor`. */
export interface FileStore {
  /**
   * Takes bytes in, in constant memory, and leaves nothing behind when that fails: with `PAYLOAD_TOO_LARGE` beyond `limit` bytes,
   * `INSUFFICIENT_STORAGE` where there is no room, or with the error of `content`.
   */
  receive(content: ContentStream, limit: number): Promise<Incoming>;
  /** A path for such bytes that no others have had or will have. */
  pathFor(sha256: string): string;
  /** Makes the bytes readable under `path`, whole and durably, all at once. The same bytes may lie there already. */
  place(incoming: Incoming, path: string): Promise<void>;
  /** Whether `size` bytes lie under `path`. */
  has(path: string, size: number): Promise<boolean>;
  /** The bytes under `path`, all by default. Fails while it is read if they are not there. */
  open(path: string, range?: ByteRange): ContentStream;
  /** Removes the bytes under `path`; none is fine. */
  remove(path: string): Promise<void>;
  /** Removes what crashed processes were receiving and have not touched for `age` milliseconds; answers how much. */
  sweep(age: number): Promise<number>;
}
