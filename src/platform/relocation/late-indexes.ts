import { unlessAborted } from '../resilience/unless-aborted.ts';
import { quote, type End, type Statement } from './end.ts';
import { named, type TableShape } from './table-shape.ts';

interface IndexColumn { readonly index_name: string; readonly column_name: string; readonly sub_part: number | null; readonly collation: string | null }
interface ForeignColumn { readonly constraint_name: string; readonly column_name: string }
interface Left { readonly name: string; readonly definition: string }

const indexesOf = `select index_name as index_name, column_name as column_name, sub_part as sub_part, collation as collation from information_schema.statistics
  where table_schema = database() and table_name = ? and non_unique = 1 and index_type = 'BTREE' and column_name is not null order by index_name, seq_in_index`;
const foreignKeysOf = `select constraint_name as constraint_name, column_name as column_name from information_schema.key_column_usage
  where table_schema = database() and table_name = ? and referenced_table_name is not null order by constraint_name, ordinal_position`;

/**
 * Indexes of a server's tables that are made once the rows are there. A server adds to them in the order of their values, not in that
 * of the rows: from some hundred thousand rows on, where they no longer fit into its memory, each row costs it reads of its disk.
 * What is left out is written down at the target first, so that it is made whoever goes on.
 */
export class LateIndexes {
  readonly #target: End;
  readonly #prefix: string;
  readonly #guard: Statement;

  /** `guard` finds a row in the target while this host may write there. */
  constructor(target: End, prefix: string, guard: Statement) {
    this.#target = target;
    this.#prefix = prefix;
    this.#guard = guard;
  }

  /** Leaves out the indexes of a table, but for those that keep something unique or that its foreign keys need. None of a file's: it makes them while nobody else is served. */
  async leaveOut({ name }: TableShape): Promise<void> {
    if (this.#target.dialect === 'sqlite') return;
    const table = this.#prefix + name;
    const indexes = Map.groupBy(await this.#target.rows<IndexColumn>(indexesOf, [table]), column => column.index_name);
    for (const columns of Map.groupBy(await this.#target.rows<ForeignColumn>(foreignKeysOf, [table]), column => column.constraint_name).values()) {
      const [needed] = [...indexes].filter(([, index]) => columns.every(({ column_name }, at) => index[at]?.column_name === column_name)).toSorted(([, a], [, b]) => a.length - b.length);
      if (needed) indexes.delete(needed[0]);
    }
    if (indexes.size === 0) return;
    await this.#target.change([...indexes].map(([index, columns]) => ({ sql: 'replace into relocation_index (table_name, name, definition) values (?, ?, ?)', values: [name, index, definitionOf(columns)] })), this.#guard);
    await this.#target.define([`alter table ${named(this.#prefix, name)} ${[...indexes.keys()].map(index => `drop index ${quote(index)}`).join(', ')}`]);
  }

  /** Makes those of a table that were left out and are not there. Rejects once the signal has been given; the server may go on for a while. */
  async make({ name }: TableShape, signal: AbortSignal): Promise<void> {
    const left = await this.#target.rows<Left>('select name, definition from relocation_index where table_name = ?', [name]);
    if (left.length === 0) return;
    const there = new Set((await this.#target.rows<IndexColumn>(indexesOf, [this.#prefix + name])).map(column => column.index_name));
    const missing = left.filter(index => !there.has(index.name));
    if (missing.length > 0) await unlessAborted(signal, () => this.#target.define([`alter table ${named(this.#prefix, name)} ${missing.map(index => `add index ${quote(index.name)} ${index.definition}`).join(', ')}`]));
    await this.#target.change([{ sql: 'delete from relocation_index where table_name = ?', values: [name] }], this.#guard);
  }
}

const definitionOf = (columns: readonly IndexColumn[]): string =>
  `(${columns.map(({ collation, column_name, sub_part }) => `${quote(column_name)}${sub_part === null ? '' : `(${sub_part})`}${collation === 'D' ? ' desc' : ''}`).join(', ')})`;
