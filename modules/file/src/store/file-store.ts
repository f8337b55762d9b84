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

/** How bytes are sent to a store past this host. */
export interface Invitation {
  readonly url: string;
  /** Headers that must be sent with them by PUT. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Bytes that may be sent by an invitation. */
export interface Invited {
  readonly path: string;
  /** Bytes, neither more nor fewer. */
  readonly size: number;
  /** When it was made, in milliseconds since the epoch, and for how long it is to last. The same make the same invitation. */
  readonly from: number;
  readonly ttl: number;
}

/** What a store can where clients may send bytes to it themselves. */
export interface DirectStore {
  /** Bytes that it takes at once, at most. */
  readonly most: number;
  /** A URL by which anyone may put such bytes, and again, until it ends. */
  invite(invited: Invited): Promise<Invitation>;
  /** Makes what lies at one path readable under another, whole, without anything that was said of it; answers false where nothing does. */
  copy(from: string, to: string): Promise<boolean>;
}

/**
 * Where the bytes of files lie, under paths that `contentPath` and its like have made. Work rejects with `UNAVAILABLE` where the store is another
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
  /** Absent where clients cannot send bytes to it. */
  readonly direct?: DirectStore;
  /** Removes the bytes under `path`; none is fine. */
  remove(path: string): Promise<void>;
  /** Removes what crashed processes were placing and began more than `age` milliseconds ago; answers how much. */
  sweep(age: number): Promise<number>;
  /** Lets go of what it holds. Nothing may be asked of it afterwards. */
  close(): void;
}
