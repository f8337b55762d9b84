import type { Mapping, Source } from './columns.ts';
import type { CsvTable } from './csv-table.ts';

/** One line that says how a table's columns were understood. */
export function describeMapping(mapping: Mapping<string>, table: CsvTable): string {
  const pairs = Object.entries<Source | undefined>(mapping).flatMap(([field, source]) => (source ? [`${field} = "${source.title}"`] : []));
  const used = new Set(Object.values<Source | undefined>(mapping).flatMap(source => source?.columns ?? []));
  const unused = table.header.filter((name, index) => name !== '' && !used.has(index));
  return `Columns: ${pairs.join(', ')}${unused.length === 0 ? '' : `; not used: ${unused.join(', ')}`}.`;
}
