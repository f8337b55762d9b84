import type { ShadowReport } from '../shadow/shadow-record.ts';

type Operations = ShadowReport['operations'];

/** Requests that are shown of each module. */
const shown = 100;

function addUp(reports: readonly ShadowReport[]): Operations {
  const sums: Record<string, Record<string, number>> = {};
  for (const [operation, counts] of reports.flatMap(({ operations }) => Object.entries(operations))) {
    const sum = sums[operation] ??= {};
    for (const [result, count] of Object.entries(counts)) sum[result] = (sum[result] ?? 0) + count;
  }
  return sums as Operations;
}

/** What several processes have compared: the counts together, the last requests of them all. */
export const shadowTogether = (module: string, reports: readonly ShadowReport[]): ShadowReport => ({
  module, operations: addUp(reports),
  requests: reports.flatMap(({ requests }) => requests).sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, shown),
});
