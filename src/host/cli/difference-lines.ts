import type { Difference } from '@aurora/config/contract';
import { alignedLines } from './table.ts';

/** Characters of a value that are shown. */
const widest = 60;

const shown = (value: unknown): string => {
  if (value === null) return '-';
  const text = JSON.stringify(value);
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
};

/** What differs, for people; values that are long are cut. */
export function differenceLines(difference: readonly Difference[]): string[] {
  if (difference.length === 0) return ['Nothing differs.'];
  return alignedLines([['KIND', 'KEY', 'ENVIRONMENT', 'SERVICE', 'BEFORE', 'AFTER'], ...difference.map(({ after, before, environment, key, kind, service }) => [kind, key, environment ?? '-', service ?? '-', shown(before), shown(after)])]);
}
