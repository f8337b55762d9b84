import type { Figures, Latency } from '../figures.ts';
import { phases } from '../measures.ts';

const milliseconds = (value: number | null): string => (value === null ? '-' : value < 10 ? value.toFixed(1) : String(Math.round(value)));

const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  return rows.map(row => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd());
};

const cells = (latency: Latency): string[] => [String(latency.count), milliseconds(latency.p50), milliseconds(latency.p95), milliseconds(latency.p99)];

/** The figures as a table, with the goals of those that have one. */
export function tableOf({ acknowledged, differences, doubled, events, failed, failedByKill, kills, lost, otherViolations, phases: byPhase, refused, requests, shadow, wrong, writePause }: Figures): string[] {
  const counts: readonly (readonly [string, string, string])[] = [
    ['requests', String(requests), ''],
    ['failed', String(failed), 'goal 0'],
    ...(kills > 0 ? [['kills', String(kills), ''], ['failed while a process was killed', String(failedByKill), '']] as const : []),
    ['writes acknowledged', String(acknowledged), ''],
    ['writes refused, as they had to be', String(refused), ''],
    ['events', String(events), ''],
    ['lost', String(lost), 'goal 0'],
    ['doubled', String(doubled), 'goal 0'],
    ['other violations', String(otherViolations), 'goal 0'],
    ['wrong or stale answers', String(wrong), 'goal 0'],
    ['differences', String(differences), `goal 0, of ${shadow.same + shadow.different + shadow.unsteady + shadow.race} reads compared`],
    ['longest write pause', `${writePause.during} ms`, `before: ${writePause.before} ms`],
  ];
  return [
    ...aligned(counts.map(([name, value]) => [name, value])).map((line, index) => (counts[index]![2] === '' ? line : `${line}  (${counts[index]![2]})`)),
    '',
    ...aligned([['milliseconds', 'reads', 'p50', 'p95', 'p99', 'writes', 'p50', 'p95', 'p99'], ...phases.map(phase => [phase, ...cells(byPhase[phase].reads), ...cells(byPhase[phase].writes)])]),
  ];
}
