import type { CsvForm } from './csv-table.ts';
import type { EntryOptions } from './subject-entry.ts';

/** How a file is to be brought in. */
export interface ImportOptions extends EntryOptions {
  readonly form: CsvForm;
  /** Field → column, as `--map` says it. */
  readonly map: ReadonlyMap<string, string>;
  /** Subjects in work at a time. */
  readonly concurrency: number;
  /** Stops the taking of further rows. */
  readonly signal: AbortSignal;
  /** Told once, how the columns were understood. */
  readonly tell: (line: string) => void;
}
