import { createHash } from 'node:crypto';
import type { Value } from './legacy-database.ts';
import type { LegacyMapping } from './mapping.ts';

/** How a column's value is written in Aurora's answers. */
type Kind = 'text' | 'number' | 'time';

const kinds: Readonly<Record<string, Kind>> = {
  subject_id: 'number', department_id: 'number', credits: 'number', credits_max: 'number', year: 'number', version: 'number', created_at: 'time', updated_at: 'time',
};

/** A row of the old application under the names that Aurora has for its fields. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A table whose rows are followed and fed. */
export interface TableMap {
  readonly module: 'subject' | 'syllabus';
  readonly table: string;
  readonly key: string;
  readonly changedAt: string | undefined;
  readonly deletions: 'missing' | 'never' | { readonly column: string };
  /** Columns by Aurora's names. */
  readonly columns: Readonly<Record<string, string>>;
  /** What new rows have besides. */
  readonly fill: Readonly<Record<string, Value>>;
}

export function tableMapOf(mapping: LegacyMapping, module: 'subject' | 'syllabus'): TableMap | undefined {
  const given = mapping[module];
  if (!given) return undefined;
  const { changed_at, columns, deletions, fill, key, table } = given;
  return { module, table, key, changedAt: changed_at, deletions, columns: Object.fromEntries(Object.entries(columns).filter(([, column]) => column !== undefined)) as Record<string, string>, fill };
}

/** DATETIME as the server writes it, in UTC, as RFC 3339 with milliseconds. */
const timeFrom = (text: string): string => `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, 23).padEnd(3, '0')}Z`;
const timeTo = (text: string): string => text.replace('T', ' ').replace('Z', '');

/** What the server has, as Aurora writes it. */
export function fieldFrom(name: string, value: Value): string | number | null {
  if (value === null) return null;
  if (kinds[name] === 'number') return Number(value);
  return kinds[name] === 'time' ? timeFrom(String(value)) : String(value);
}

/** The other way round. */
export function fieldTo(name: string, value: unknown): Value {
  if (value === null || value === undefined) return null;
  return kinds[name] === 'time' ? timeTo(String(value)) : value as Value;
}

/** A row's mapped fields, in the order of the mapping. */
export const rowFrom = ({ columns }: TableMap, stored: Readonly<Record<string, Value>>): Row =>
  Object.fromEntries(Object.keys(columns).map(name => [name, fieldFrom(name, stored[name] ?? null)]));

/** Tells one content of a row from another. */
export const fingerprintOf = (row: Row): string => createHash('sha256').update(JSON.stringify(Object.entries(row))).digest('hex');
