/** One breach of a boundary, told so that a reader knows what to do. */
export interface Violation {
  /** Name of the rule, as in `module-private`. */
  readonly rule: string;
  /** Package that breaks it. */
  readonly from: string;
  /** Package on the other side; undefined if there is none. */
  readonly to: string | undefined;
  /** Path of the file at fault, from the checkout. */
  readonly file: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do instead. */
  readonly advice: string;
}

export const byFile = (one: Violation, other: Violation): number =>
  one.file.localeCompare(other.file) || one.rule.localeCompare(other.rule) || one.message.localeCompare(other.message);

/** For a terminal: three lines each. */
export const describeViolation = ({ rule, file, message, advice }: Violation): string => `${file}\n  ${rule}: ${message}\n  ${advice}`;
