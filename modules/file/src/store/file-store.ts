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

/** What a store says of bytes to a browser. */
export interface ServedAs {
  /** Media type. */
  readonly type: string;
  readonly disposition: 'inline' | 'attachment';
  /** File name, any characters. */
  readonly name: string;
}

/**
 * Where the bytes of files lie, under paths that `contentPath` has made. Work rejects with `UNAVAILABLE` where the store is another
 * machine's and does not answer or refuses this host, and with `INSUFFICIENT_STORAGE` where it has no room.
 */
export interface FileStore {
  /** Makes the bytes readable under `path`, whole and durably, all at once. The same bytes may lie there already. */
  place(incoming: Incoming, path: string): Promise<void>;
  /** Whether `size` bytes lie under `path`. */
  has(path: string, size: number): Promise<boolean>;
  /** The bytes under `path`, all by default. Fails while it is read if they are not there. */
  open(path: string, range?: ByteRange): ContentStream;
  /**
   * A URL by which anyone may read the bytes under `path` from the store itself, for `ttl` milliseconds or as long as it allows, served as `as` says;
   * `expires` is in milliseconds since the epoch. Absent where a store has none.
   */
  link?(path: string, as: ServedAs, ttl: number): Promise<{ readonly url: string; readonly expires: number }>;
  /** Removes the bytes under `path`; none is fine. */
  remove(path: string): Promise<void>;
  /** Removes what crashed processes were placing and began more than `age` milliseconds ago; answers how much. */
  sweep(age: number): Promise<number>;
  /** Lets go of what it holds. Nothing may be asked of it afterwards. */
  close(): void;
}
