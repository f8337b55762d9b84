import type { LegacyDatabase } from './legacy-database.ts';
import { legacyModules, mistakes, type LegacyMapping } from './mapping.ts';

/** What a part of the mapping names, by where it stands there. */
function namesOf(mapping: LegacyMapping): { readonly path: string; readonly table: string; readonly column?: string }[] {
  return legacyModules.flatMap(module => {
    const part = mapping[module];
    if (!part) return [];
    const { table } = part;
    const deletions = 'deletions' in part && typeof part.deletions === 'object' ? [['deletions.column', part.deletions.column] as const] : [];
    const changed = 'changed_at' in part && part.changed_at !== undefined ? [['changed_at', part.changed_at] as const] : [];
    const fill = 'fill' in part ? Object.keys(part.fill).map(column => [`fill.${column}`, column] as const) : [];
    const columns = Object.entries(part.columns).filter(([, column]) => column !== undefined).map(([name, column]) => [`columns.${name}`, column as string] as const);
    return [{ path: `${module}.table`, table }, ...[['key', part.key] as const, ...columns, ...changed, ...deletions, ...fill].map(([path, column]) => ({ path: `${module}.${path}`, table, column }))];
  });
}

/** Throws a `UsageError` that lists every table and column that the mapping names and the database does not have. */
export async function checkTables(file: string, mapping: LegacyMapping, database: LegacyDatabase): Promise<void> {
  const rows = await database.rows<{ t: string; c: string }>('select table_name as t, column_name as c from information_schema.columns where table_schema = database()');
  const columns = Map.groupBy(rows, ({ t }) => t);
  const missing = namesOf(mapping).flatMap(({ column, path, table }) => {
    const known = columns.get(table);
    if (column === undefined) return known ? [] : [`${path}: there is no table ${table} at ${database.address}`];
    return !known || known.some(({ c }) => c === column) ? [] : [`${path}: the table ${table} has no column ${column}`];
  });
  if (missing.length > 0) throw mistakes(file, missing);
}
