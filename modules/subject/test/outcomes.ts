/** The code of the error that `work` ends with, or `done`. */
export const outcomeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: { code?: unknown }) => error.code ?? error);

/** How often each outcome came about. */
export const tally = (outcomes: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
  return counts;
};
