import type { RelocationStatus } from '@aurora/platform/relocation';
import { LiveLine, seconds } from './live-line.ts';
import { Rate } from './rate.ts';

const number = new Intl.NumberFormat('en');

/** Rows of all tables together. */
function rowsOf({ relocation }: RelocationStatus): { readonly copied: number; readonly total: number } {
  const tables = relocation?.tables ?? [];
  return { copied: tables.reduce((sum, table) => sum + table.copied, 0), total: tables.reduce((sum, table) => sum + Math.max(table.total, table.copied), 0) };
}

const words: Readonly<Record<string, string>> = { verifying: 'comparing both places, bringing changes over', fenced: 'writes wait, the last changes follow' };

/** How far a relocation is, as one line. `rate`: rows a second, if it is known. */
function lineOf(status: RelocationStatus, rate: number | undefined): string {
  const { relocation } = status;
  if (!relocation) return `${status.module}: at ${status.address}`;
  const { copied, total } = rowsOf(status);
  const table = relocation.tables.find(one => !one.done);
  const indexing = table !== undefined && table.total > 0 && table.copied >= table.total;
  const stage = relocation.stage === 'copying' ? `${indexing ? 'making the indexes of' : 'copying'} ${table?.name ?? ''}`.trimEnd() : words[relocation.stage] ?? relocation.stage;
  const left = rate !== undefined && rate > 0 && relocation.stage === 'copying' && !indexing ? `, ${number.format(Math.round(rate))} rows/s, ${seconds((total - copied) / rate)} left` : '';
  const why = relocation.error === null ? '' : ` (${relocation.error})`;
  const rows = total === 0 ? '' : `: ${number.format(copied)} of ${number.format(total)} rows`;
  return `${status.module}: ${stage}${rows}${left}${why}`;
}

/** Shows how far a relocation is on standard error. */
export class RelocationView {
  readonly #line = new LiveLine();
  readonly #rate = new Rate();

  show(status: RelocationStatus): void {
    this.#line.show(lineOf(status, this.#rate.with(rowsOf(status).copied)), status.relocation?.stage ?? '');
  }

  end(): void {
    this.#line.end();
  }
}
