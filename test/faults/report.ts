import type { Ledger } from './ledger.ts';
import type { State } from './state.ts';

/** What a run comes to. */
export interface Outcome {
  /** What was done and seen, by name. */
  readonly figures: Readonly<Record<string, number | string>>;
  readonly violations: readonly string[];
}

/** Tells somebody who waits how far a run is. */
export type Progress = (done: number, of: number, note: string) => void;

/** What every run says of its load. */
export const loadFigures = ({ entries }: Ledger, { effects, events }: State): Record<string, number> => {
  const outcomes = [...entries.values()];
  return {
    commands: outcomes.length, events: events.length, effects: effects.length,
    'rolled back': outcomes.filter(({ outcome }) => outcome === 'undone').length, 'in the dark': outcomes.filter(({ outcome }) => outcome === 'unknown').length,
  };
};

/** On a terminal one line that changes, elsewhere a line for each tenth. */
export function progressTo(stream: NodeJS.WriteStream, title: string): { readonly progress: Progress; end(): void } {
  let tenth = 0;
  return {
    progress(done, of, note) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${title}: ${done}/${of}, ${note}`);
      } else if (Math.floor((done * 10) / of) > tenth) {
        tenth = Math.floor((done * 10) / of);
        stream.write(`${title}: ${done}/${of}, ${note}\n`);
      }
    },
    end() { if (stream.isTTY) stream.write('\r\u001b[K'); },
  };
}

/** What a run comes to, for people: one line, and one for each of the first violations. */
export function resultLines(title: string, seed: number, milliseconds: number, { figures, violations }: Outcome): string[] {
  const said = Object.entries(figures).map(([name, value]) => `${value} ${name}`).join(', ');
  const verdict = violations.length === 0 ? 'held' : 'BROKEN';
  return [`${verdict} ${title} (seed ${seed}, ${Math.round(milliseconds / 1_000)} s): ${said}, ${violations.length} violations`, ...violations.slice(0, 20).map(violation => `  ${violation}`)];
}
