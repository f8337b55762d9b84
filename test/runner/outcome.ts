/** A test that was not run. */
export interface SkippedTest {
  readonly title: string;
  /** The service it needs, if that is why. */
  readonly needs: string | undefined;
}

/** What came of one part. A part that is one command counts as one test. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export const nothing: Outcome = { passed: 0, failed: 0, skipped: [] };
export const succeeded: Outcome = { passed: 1, failed: 0, skipped: [] };
export const broken: Outcome = { passed: 0, failed: 1, skipped: [] };

export function total(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failed: outcomes.reduce((sum, outcome) => sum + outcome.failed, 0),
    skipped: outcomes.flatMap(outcome => outcome.skipped),
  };
}
