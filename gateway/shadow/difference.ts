/** One way in which two answers differ. */
export interface Difference {
  /**
   * What was compared: the `status`, a `header`, a `field` of JSON, a `body` as bytes. Or why there was nothing to compare: the body is
   * `too large` or `too deep`, the shadow has `failed`, or had no answer in time (`timeout`).
   */
  readonly kind: 'status' | 'header' | 'field' | 'body' | 'too large' | 'too deep' | 'failed' | 'timeout';
  /** A header's name, a dotted path with array indexes (`items.0.name`; empty for the whole), else what the kind says: `status`, `body`, `answer`. */
  readonly field: string;
  /** Undefined on a side that has no such thing. */
  readonly primary: unknown;
  readonly shadow: unknown;
}
