import { styleText } from 'node:util';
import { howToStart, services, type ServiceName } from '../services/table.ts';
import { total, type Outcome, type SkippedTest } from './outcome.ts';
import type { Part } from './parts.ts';

/** A part that has run, and how many seconds it took. */
export interface Ran {
  readonly part: Part;
  readonly outcome: Outcome;
  readonly seconds: number;
}

type Colour = Parameters<typeof styleText>[0];
/** Coloured on a terminal only. */
const paint = (colour: Colour, text: string) => styleText(colour, text, { stream: process.stdout });

export const counts = ({ passed, failed, skipped }: Outcome): string => `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

export const heading = (part: Part): string => paint('bold', `== ${part.name}: ${part.summary}`);

export function resultLine({ part, outcome, seconds }: Ran): string {
  const late = seconds > part.budget ? `, more than its ${part.budget} s` : '';
  const verdict = outcome.failed > 0 ? paint('red', 'FAILED') : paint('green', 'ok');
  return `${part.name.padEnd(12)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${verdict}  ${counts(outcome)}${late}`;
}

function skippedLines(skipped: readonly SkippedTest[]): string[] {
  const byNeed = Map.groupBy(skipped, test => test.needs);
  return [...byNeed].flatMap(([need, tests]) => {
    const reason = need !== undefined && need in services
      ? `${tests.length} skipped, because ${services[need as ServiceName].title} does not answer. Start it with: ${howToStart(need as ServiceName)}`
      : `${tests.length} skipped by the tests themselves:`;
    return ['', reason, ...tests.map(test => `  ${test.title}`)];
  });
}

/** What stands at the end; its last line is `N passed, N failed, N skipped`. */
export function summary(ran: readonly Ran[]): string {
  const all = total(ran.map(({ outcome }) => outcome));
  return ['', paint('bold', '== summary'), ...ran.map(resultLine), ...skippedLines(all.skipped), '', counts(all)].join('\n');
}
