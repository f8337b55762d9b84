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

/** Seconds taken, of those it should take. */
const time = (seconds: number, budget: number) => `${seconds.toFixed(1)} s of ${budget} s`.padStart(18);

export function resultLine({ part, outcome, seconds }: Ran): string {
  const verdict = outcome.failed > 0 ? paint('red', 'FAILED') : seconds > part.budget ? paint('yellow', 'late') : paint('green', 'ok');
  return `${part.name.padEnd(12)}${time(seconds, part.budget)}  ${verdict.padEnd(6)}  ${counts(outcome)}`;
}

function totalLine(ran: readonly Ran[]): string {
  const sum = (of: (one: Ran) => number) => ran.reduce((seconds, one) => seconds + of(one), 0);
  return `${'together'.padEnd(12)}${time(sum(one => one.seconds), sum(one => one.part.budget))}`;
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
  return ['', paint('bold', '== summary'), ...ran.map(resultLine), totalLine(ran), ...skippedLines(all.skipped), '', counts(all)].join('\n');
}
