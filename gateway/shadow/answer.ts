/** An answer that has ended, as much of it as was kept. */
export interface Answer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they were sent, in their content encoding; undefined where there are none, or too many to keep. */
  readonly body: Buffer | undefined;
}
