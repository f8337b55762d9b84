/** Where a caller stands in its window. */
export interface Count {
  /** Requests in this window, this one and those refused among them. */
  readonly consumedPoints: number;
  /** Milliseconds until the window ends. */
  readonly msBeforeNext: number;
}

/** Counts the requests of one class. */
export interface Counter {
  /** One more under `key`. Never rejects. */
  count(key: string): Promise<Count>;
}
