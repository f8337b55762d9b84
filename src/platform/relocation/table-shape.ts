import { AuroraError, type RelocationClass } from '@aurora/kernel';
import { migrationTables, platformTables, relocationTables } from '../persistence/index.ts';
import { eventTables } from '../events/index.ts';
import { workTables } from '../work/index.ts';
import { quote, type End } from './end.ts';

/** What tables are called once they have been moved aside. */
export const asidePrefix = 'moved_';

/** How a table is read and written, the same at both ends. */
export interface TableShape {
  readonly name: string;
  readonly follows: RelocationClass;
  /** By which rows are in order and found. */
  readonly key: readonly string[];
  /** All that are copied. */
  readonly columns: readonly string[];
  /** Columns that are not, and are written as zero. */
  readonly zeros: readonly string[];
}

/** Columns that each engine has for itself: one that it fills in, and one that is set when all else has come over. */
const own: Readonly<Record<string, readonly string[]>> = { event_store: ['seq'], event_log: ['last'] };
const zeros: Readonly<Record<string, readonly string[]>> = { event_log: ['last'] };

/** The key of events is what others know them by; on a server they are stored under another. */
const keys: Readonly<Record<string, readonly string[]>> = { event_store: ['position'] };

/** Tables that stay where they are, though hosts write them: what stands in leases means nothing elsewhere. */
const staying = new Set<string>([...Object.keys(relocationTables), ...Object.keys(migrationTables), 'worker_lease']);

/** Every table of a module with its class, the platform's included. */
export const allTables = (tables: Readonly<Record<string, RelocationClass>>): Readonly<Record<string, RelocationClass>> => ({ ...platformTables, ...eventTables, ...workTables, ...tables });

/** Names of the tables that a fence moves aside. */
export const fencedTables = (tables: Readonly<Record<string, RelocationClass>>): readonly string[] => Object.keys(tables).filter(name => !staying.has(name));

interface Column { readonly tbl: string; readonly name: string; readonly pk: number }

const onSqlite = "select m.name as tbl, c.name as name, c.pk as pk from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' order by m.name, c.cid";
const onServer = `select c.table_name as tbl, c.column_name as name, coalesce(k.ordinal_position, 0) as pk from information_schema.columns c
  left join information_schema.key_column_usage k on k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name and k.constraint_name = 'PRIMARY'
  where c.table_schema = database() order by c.table_name, c.ordinal_position`;

/** The columns of every table of a database, by table. */
export const columnsOf = async ({ dialect, rows }: Pick<End, 'dialect' | 'rows'>): Promise<ReadonlyMap<string, readonly Column[]>> =>
  Map.groupBy(await rows<Column>(dialect === 'sqlite' ? onSqlite : onServer), column => column.tbl);

export const readColumns = (end: End): Promise<ReadonlyMap<string, readonly Column[]>> => columnsOf({ dialect: end.dialect, rows: (sql, values) => end.rows(sql, values) });

/** The shapes of the tables that are copied, those that others refer to first. Rejects with `CONFLICT` where the two ends differ. */
export async function shapesOf(source: End, target: End, tables: Readonly<Record<string, RelocationClass>>): Promise<TableShape[]> {
  const [from, to] = [await readColumns(source), await readColumns(target)];
  const find = (all: ReadonlyMap<string, readonly Column[]>, name: string): readonly Column[] => all.get(name) ?? all.get(asidePrefix + name) ?? [];
  return Object.entries(tables).filter(([, follows]) => follows !== 'local').map(([name, follows]) => {
    const without = new Set(own[name]);
    const names = (columns: readonly Column[]): string[] => columns.map(column => column.name).filter(column => !without.has(column));
    const [here, there] = [find(from, name), find(to, name)];
    const columns = names(here);
    if (columns.length === 0 || columns.toSorted().join() !== names(there).toSorted().join()) throw new AuroraError('CONFLICT', `The table ${name} does not have the same columns at both places.`);
    const primary = here.filter(column => Number(column.pk) > 0).toSorted((a, b) => Number(a.pk) - Number(b.pk)).map(column => column.name);
    return { name, follows, columns, key: keys[name] ?? primary, zeros: zeros[name] ?? [] };
  });
}

/** Whether tables have been moved aside at an end, and what their names begin with then. */
export async function prefixAt(end: End): Promise<string> {
  return (await readColumns(end)).has(`${asidePrefix}event_store`) ? asidePrefix : '';
}

export const named = (prefix: string, name: string): string => quote(prefix + name);
