/** Bytes on their way in: as they come, once. */
export type ContentStream = AsyncIterable<Uint8Array>;

/** Bytes on their way out, with what a client must know of them. */
export interface Content {
  /** Media type, without parameters that could make a browser run it. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** File name for the client, any characters. */
  readonly name: string;
  readonly disposition: 'inline' | 'attachment';
  /** Entity tag without quotes; equal tags mean equal bytes. */
  readonly tag: string;
  /** SHA-256 of all bytes, in hexadecimal, if it is known. */
  readonly sha256?: string | undefined;
  /** Last change, milliseconds since the epoch. */
  readonly modified: number;
  /** `Cache-Control` of the answer. */
  readonly cacheControl: string;
  /**
   * The bytes from `start` up to and including `end`; all of them by default. A chunk is lent: it may be overwritten once the next
   * is asked for, so that any number of bytes pass through a few buffers. Fails while it is read if they cannot be had.
   */
  open(range?: { readonly start: number; readonly end: number }): ContentStream;
}
