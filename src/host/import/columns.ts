import { UsageError } from '../cli/failure.ts';
import type { CsvRow } from './csv-table.ts';
import { Refusal } from './refusal.ts';

/** What a field of a row may be filled from. */
export interface FieldSpec {
  readonly required: boolean;
  /** Names of columns that are taken for it when nothing else is said, best first; compared without case and punctuation. */
  readonly names: readonly string[];
}

/** A field's columns, by position, and how they are called together. */
export interface Source {
  readonly title: string;
  readonly columns: readonly number[];
}

export type Mapping<Field extends string> = Readonly<Partial<Record<Field, Source>>>;

/**
 * Finds each field's columns in `header`: those that `given` names (`field` → column, or columns joined by a space; empty for none), else by well-known names.
 * Throws a `UsageError` for an unknown field or column, or a required field without one.
 */
export function mapColumns<Field extends string>(specs: Readonly<Record<Field, FieldSpec>>, header: readonly string[], given: ReadonlyMap<string, string>): Mapping<Field> {
  const fields = Object.keys(specs) as Field[];
  for (const name of given.keys()) if (!fields.includes(name as Field)) throw new UsageError(`--map: there is no field "${name}"; the fields are ${fields.join(', ')}.`);
  const mapping: Partial<Record<Field, Source>> = {};
  for (const field of fields) {
    const wanted = given.get(field);
    const columns = wanted === undefined ? wellKnown(specs[field].names, header) : wanted === '' ? undefined : named(wanted, header);
    if (columns) mapping[field] = { title: columns.map(column => header[column]).join(' '), columns };
    else if (specs[field].required) throw new UsageError(`No column is known for ${field}; say which with --map ${field}="COLUMN". The columns are ${listed(header)}.`);
  }
  return mapping;
}

function wellKnown(names: readonly string[], header: readonly string[]): number[] | undefined {
  const plain = header.map(plainName);
  const name = names.find(candidate => plain.filter(column => column === candidate).length === 1);
  return name === undefined ? undefined : [plain.indexOf(name)];
}

const plainName = (name: string): string => name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

function named(wanted: string, header: readonly string[]): number[] {
  const titles = header.includes(wanted) ? [wanted] : joined(wanted, header);
  if (!titles) throw new UsageError(`There is no column "${wanted}", nor columns that give it when joined by a space. The columns are ${listed(header)}.`);
  return titles.map(title => {
    if (header.indexOf(title) !== header.lastIndexOf(title)) throw new UsageError(`There are several columns "${title}"; rename them in the file.`);
    return header.indexOf(title);
  });
}

/** The column names that, joined by a space, are `wanted`; longer names are tried first. */
function joined(wanted: string, header: readonly string[]): string[] | undefined {
  if (header.includes(wanted)) return [wanted];
  const beginnings = header.filter(name => name !== '' && wanted.startsWith(`${name} `)).toSorted((one, other) => other.length - one.length);
  for (const name of beginnings) {
    const rest = joined(wanted.slice(name.length + 1), header);
    if (rest) return [name, ...rest];
  }
  return undefined;
}

const listed = (header: readonly string[]): string => header.map(name => JSON.stringify(name)).join(', ');

/** The text of a field in a row, blanks at its ends removed: its columns' filled values joined by a space. Empty when the field has no column. */
export function fieldText(source: Source | undefined, row: CsvRow): string {
  return (source?.columns ?? []).map(column => (row.values[column] ?? '').trim()).filter(value => value !== '').join(' ');
}

/** The text of a field that must be there, of each of its columns. Throws a `Refusal` that names the empty ones. */
export function requiredText(field: string, source: Source, header: readonly string[], row: CsvRow): string {
  const empty = source.columns.filter(column => (row.values[column] ?? '').trim() === '').map(column => JSON.stringify(header[column]));
  if (empty.length > 0) throw new Refusal(`${field}: ${empty.join(' and ')} ${empty.length === 1 ? 'is' : 'are'} empty`);
  return fieldText(source, row);
}

/** Throws a `Refusal` for a row with more or fewer fields than the header: one that broke in two, or has a delimiter too many. */
export function checkWidth(header: readonly string[], row: CsvRow): void {
  const surplus = row.values.slice(header.length).some(value => value.trim() !== '');
  if (surplus || row.values.length < header.length) throw new Refusal(`has ${row.values.length} fields where the header has ${header.length}; is a quote missing?`);
}
