import { outcomes, type Finding } from './outcome.ts';
import type { Tally } from './tally.ts';

/** What is told at the end of an import, beside the counts. */
export interface Ending {
  readonly what: 'subjects' | 'syllabi';
  readonly dryRun: boolean;
  readonly interrupted: boolean;
}

/** The end of an import, for people. */
export function summaryText(tally: Tally, ending: Ending): string {
  const counts = outcomes.filter(outcome => tally.counts[outcome] > 0).map(outcome => `${tally.counts[outcome]} ${outcome}`);
  const lead = ending.interrupted ? 'Interrupted; the same command goes on. ' : ending.dryRun ? 'Nothing was written. This would be done: ' : '';
  const lines = [`${lead}${tally.rows} rows, ${tally.total} ${ending.what}: ${counts.join(', ') || 'nothing done'}.`];
  section(lines, 'Refused', tally.first.refused, tally.counts.refused);
  section(lines, 'Different in Aurora, and kept (--update overwrites)', tally.first.changed, tally.counts.changed);
  section(lines, 'Updated', tally.first.updated, tally.counts.updated);
  section(lines, 'Noted', tally.first.note, tally.notes);
  return lines.join('\n');
}

function section(lines: string[], title: string, findings: readonly Finding[], total: number): void {
  if (total === 0) return;
  lines.push(`${title}:`, ...findings.map(({ row, line, item, reason }) => `  row ${row}${line === row ? '' : ` (line ${line})`}${item ? `, ${item}` : ''}: ${reason}`));
  if (total > findings.length) lines.push(`  and ${total - findings.length} more; --report FILE lists all.`);
}

/** The end of an import, for programs. */
export const summaryJson = (tally: Tally, ending: Ending): string => JSON.stringify({
  what: ending.what, dry_run: ending.dryRun, interrupted: ending.interrupted,
  rows: tally.rows, ...tally.counts, notes: tally.notes,
  first_refused: tally.first.refused, first_changed: tally.first.changed, first_updated: tally.first.updated, first_notes: tally.first.note,
});
