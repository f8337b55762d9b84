import { quote, type End, type Row, type Statement } from './end.ts';
import { keyOf, keysIn, orderOf, rangeOf, type Key } from './key-range.ts';
import { digestOf, keyForm, rowForm } from './row-form.ts';
import { named, type TableShape } from './table-shape.ts';

/** A relocation that has come to nothing for a reason that will not go by itself. Its message names no values. */
export class RelocationFailure extends Error {
  override readonly name = 'RelocationFailure';
}

/** Rows and placeholders of one INSERT, at most. */
const rowsAtOnce = 500, valuesAtOnce = 30_000;

/** Characters of one INSERT, about: a server takes no statement of more than some megabytes. */
const charactersAtOnce = 2_000_000;

/** How often two places are made alike before they count as ones that cannot be. */
const attempts = 3;

export interface CopierOptions {
  readonly source: End;
  readonly target: End;
  /** What the names of the tables begin with at either end. */
  readonly prefixes: { source: string; target: string };
  /** Finds a row in the target while this host may write there. */
  readonly guard: Statement;
}

/** What a page of rows has come to. */
export interface Page {
  readonly rows: number;
  /** Undefined for the last page. */
  readonly reached: Key | undefined;
  /** Key of the last row, if there is one. */
  readonly last: Key | undefined;
  /** SHA-256 of the rows as they were read, which those in the target have too. */
  readonly digest: string;
  /** Rows that the target did not have like this. */
  readonly changed: number;
}

/** Makes rows of the target like those of the source, and reads them back each time. */
export class Copier {
  readonly #options: CopierOptions;

  constructor(options: CopierOptions) {
    this.#options = options;
  }

  /** At most `limit` rows after `after`, and up to `through`, whatever is there in the target. `fresh`: nothing is there. */
  async page(shape: TableShape, after: Key | undefined, limit: number, fresh: boolean, through?: Key): Promise<Page> {
    const rows = await this.source(shape, rangeOf(shape, after, through), limit);
    const reached = rows.length < limit ? undefined : keyOf(shape, rows.at(-1)!);
    const range = rangeOf(shape, after, reached ?? through);
    return { rows: rows.length, reached, last: rows.length === 0 ? undefined : keyOf(shape, rows.at(-1)!), ...await this.#makeAlike(shape, rows, range, fresh) };
  }

  /** The rows with these keys, which are removed from the target where the source does not have them. */
  async keys(shape: TableShape, keys: readonly Key[]): Promise<void> {
    const condition = keysIn(shape, keys);
    await this.#makeAlike(shape, await this.source(shape, condition), condition, false);
  }

  /** The last key of the source; undefined where it has no row. */
  async last(shape: TableShape): Promise<Key | undefined> {
    const { prefixes, source } = this.#options;
    const [row] = await source.rows(`select ${shape.key.map(quote).join(', ')} from ${named(prefixes.source, shape.name)} order by ${shape.key.map(column => `${quote(column)} desc`).join(', ')} limit 1`);
    return row?.[shape.key[0]!] === null || row === undefined ? undefined : keyOf(shape, row);
  }

  source(shape: TableShape, condition: Required<Statement>, limit?: number): Promise<Row[]> {
    return this.#read(this.#options.source, this.#options.prefixes.source, shape, condition, limit);
  }

  target(shape: TableShape, condition: Required<Statement>, limit?: number): Promise<Row[]> {
    return this.#read(this.#options.target, this.#options.prefixes.target, shape, condition, limit);
  }

  async #makeAlike(shape: TableShape, rows: readonly Row[], range: Required<Statement>, fresh: boolean): Promise<{ digest: string; changed: number }> {
    const digest = digestOf(shape, rows);
    let changed = 0;
    if (fresh && rows.length > 0) {
      changed = rows.length;
      await this.#write(shape, rows, []);
    }
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const found = await this.target(shape, range);
      if (digestOf(shape, found) === digest) return { digest, changed };
      const { missing, surplus } = difference(shape, rows, found);
      // The same rows in another order are the same.
      if (missing.length === 0 && surplus.length === 0) return { digest, changed };
      changed += missing.length + surplus.length;
      await this.#write(shape, missing, surplus);
    }
    throw new RelocationFailure(`Rows of ${shape.name} are not the same at the other place after they have been written there.`);
  }

  /** The key's order, which is that of bytes on every engine. */
  #read(end: End, prefix: string, shape: TableShape, { sql, values }: Required<Statement>, limit?: number): Promise<Row[]> {
    return end.rows(`select ${shape.columns.map(quote).join(', ')} from ${named(prefix, shape.name)} where ${sql} order by ${orderOf(shape)}${limit === undefined ? '' : ` limit ${limit}`}`, values);
  }

  async #write(shape: TableShape, rows: readonly Row[], surplus: readonly Key[]): Promise<void> {
    const { guard, prefixes, target } = this.#options;
    const table = named(prefixes.target, shape.name);
    const statements: Statement[] = [];
    if (surplus.length > 0) for (const keys of batches(surplus, 500)) {
      const { sql, values } = keysIn(shape, keys);
      statements.push({ sql: `delete from ${table} where ${sql}`, values });
    }
    const columns = [...shape.columns, ...shape.zeros].map(quote).join(', '), one = `(${[...shape.columns.map(() => '?'), ...shape.zeros.map(() => '0')].join(', ')})`;
    // What another row has taken over from it meanwhile goes with it: that row has been noted as changed.
    for (const part of bySize(shape, rows)) {
      statements.push({ sql: `replace into ${table} (${columns}) values ${part.map(() => one).join(', ')}`, values: part.flatMap(row => shape.columns.map(column => row[column] ?? null)) });
    }
    try {
      await target.change(statements, guard);
    } catch (error) {
      throw refusal(shape, error);
    }
  }
}

/** What `found` lacks, or has otherwise, and the keys of what it has too much. */
export function difference(shape: TableShape, rows: readonly Row[], found: readonly Row[]): { readonly missing: readonly Row[]; readonly surplus: readonly Key[] } {
  // Most pages are the same, row by row.
  if (rows.length === found.length && rows.every((row, at) => rowForm(shape, row) === rowForm(shape, found[at]!))) return { missing: [], surplus: [] };
  const there = new Map(found.map(row => [keyForm(shape, row), rowForm(shape, row)]));
  const missing = rows.filter(row => there.get(keyForm(shape, row)) !== rowForm(shape, row));
  for (const row of rows) there.delete(keyForm(shape, row));
  return { missing, surplus: found.filter(row => there.has(keyForm(shape, row))).map(row => keyOf(shape, row)) };
}

export function* batches<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

function* bySize(shape: TableShape, rows: readonly Row[]): Iterable<readonly Row[]> {
  const most = Math.max(1, Math.min(rowsAtOnce, Math.floor(valuesAtOnce / shape.columns.length)));
  let part: Row[] = [], characters = 0;
  for (const row of rows) {
    const length = shape.columns.reduce((sum, column) => sum + (typeof row[column] === 'string' ? row[column].length : 8), 0);
    if (part.length === most || (part.length > 0 && characters + length > charactersAtOnce)) {
      yield part;
      part = [];
      characters = 0;
    }
    part.push(row);
    characters += length;
  }
  if (part.length > 0) yield part;
}

/** What a server says of a value that it does not take: of another length, in characters that the column has not, none. */
const refused = new Set([1048, 1264, 1265, 1364, 1366, 1406]);

function refusal({ name }: TableShape, error: unknown): unknown {
  const { errno, message } = error as { readonly errno?: number; readonly message?: string };
  if (errno === undefined || !refused.has(errno)) return error;
  const column = /column (?:`[^`]*`\.)*[`']?(\w+)[`']?/.exec(message ?? '')?.[1];
  return new RelocationFailure(`The other place does not take a value of ${name}${column === undefined ? '' : `.${column}`} (error ${errno}).`);
}
