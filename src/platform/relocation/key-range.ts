import { quote, type Row, type Statement } from './end.ts';
import type { TableShape } from './table-shape.ts';

/** Values of the columns of a key. */
export type Key = readonly unknown[];

export const keyOf = ({ key }: TableShape, row: Row): Key => key.map(column => row[column]);

/** What comes after `limit` in the order of the key, or up to it. Written out, because MySQL uses no index for `(a, b) > (?, ?)`. */
function compare(columns: readonly string[], limit: Key, side: '>' | '<='): Statement {
  const strict = side === '>' ? '>' : '<';
  const values: unknown[] = [];
  const cases = columns.map((column, at) => {
    const equal = columns.slice(0, at).map((before, index) => { values.push(limit[index]); return `${quote(before)} = ?`; });
    values.push(limit[at]);
    return `(${[...equal, `${quote(column)} ${at === columns.length - 1 ? side : strict} ?`].join(' and ')})`;
  });
  // Repeated for the first column alone, so that the index is entered at the right place.
  return { sql: `${quote(columns[0]!)} ${side === '>' ? '>=' : '<='} ? and (${cases.join(' or ')})`, values: [limit[0], ...values] };
}

/** A condition for the rows after one key and up to another; without them, from the beginning and to the end. */
export function rangeOf({ key }: TableShape, after: Key | undefined, through: Key | undefined): Required<Statement> {
  const parts = [...(after ? [compare(key, after, '>')] : []), ...(through ? [compare(key, through, '<=')] : [])];
  // Events without a position are in no range.
  const all = parts.length === 0 ? [{ sql: `${quote(key[0]!)} is not null`, values: [] }] : parts;
  return { sql: all.map(({ sql }) => sql).join(' and '), values: all.flatMap(({ values = [] }) => [...values]) };
}

/** A condition for the rows with these keys. */
export function keysIn({ key }: TableShape, keys: readonly Key[]): Required<Statement> {
  const [only] = key;
  if (key.length === 1) return { sql: `${quote(only!)} in (${keys.map(() => '?').join(', ')})`, values: keys.map(([value]) => value) };
  const one = `(${key.map(column => `${quote(column)} = ?`).join(' and ')})`;
  return { sql: `(${keys.map(() => one).join(' or ')})`, values: keys.flat() };
}

export const orderOf = ({ key }: TableShape): string => key.map(quote).join(', ');
