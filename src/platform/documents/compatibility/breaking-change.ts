/** Something that a consumer could notice to its harm. */
export interface BreakingChange {
  /** As in `get input.id` or `subject.created.v1 data.code`. */
  readonly at: string;
  readonly what: string;
}
