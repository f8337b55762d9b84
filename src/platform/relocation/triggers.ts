import type { RelocationClass } from '@aurora/kernel';
import { RelocationFailure } from './copier.ts';
import { quote, type End } from './end.ts';
import { named, type TableShape } from './table-shape.ts';

type Change = 'insert' | 'update' | 'delete';

/** What is noted of a table. Events are followed by position; of what is only ever appended to, nothing else is expected. */
const notedOf = (name: string, follows: RelocationClass): readonly Change[] =>
  (name === 'event_store' ? [] : follows === 'append-only' ? ['insert'] : ['insert', 'update', 'delete']);

const triggerName = (table: string, change: Change): string => quote(`relocation_${table}_${change}`);

const keyAs = ({ key }: TableShape, row: 'old' | 'new'): string => `json_array(${key.map(column => `${row}.${quote(column)}`).join(', ')})`;

function bodyOf(shape: TableShape, change: Change): string {
  const rows = change === 'insert' ? ['new'] as const : change === 'delete' ? ['old'] as const : ['old', 'new'] as const;
  return `insert into relocation_dirty (name, row_key) ${rows.map(row => `select '${shape.name}', ${keyAs(shape, row)}`).join(' union ')}`;
}

/** Lets the source note the keys of rows that change, in the transaction that changes them, whoever does it. */
export async function beginNoting(source: End, shapes: readonly TableShape[]): Promise<void> {
  await define(source, shapes.flatMap(shape => notedOf(shape.name, shape.follows).map(change => {
    const body = bodyOf(shape, change);
    return `create trigger if not exists ${triggerName(shape.name, change)} after ${change} on ${named('', shape.name)} for each row ${source.dialect === 'sqlite' ? `begin ${body}; end` : body}`;
  })));
}

/** Where a server writes a binary log, it lets only some make triggers. */
const binaryLog = 1419;

async function define(source: End, statements: readonly string[]): Promise<void> {
  await source.define(statements).catch((error: { readonly errno?: number }) => {
    if (error.errno !== binaryLog) throw error;
    throw new RelocationFailure('The server lets this account make no triggers while it writes a binary log (error 1419): set its log_bin_trust_function_creators to 1 for the time of the relocation.');
  });
}

/** Ends that; of no effect where nothing is noted. */
export async function endNoting(end: End, tables: readonly string[]): Promise<void> {
  await end.define(tables.flatMap(table => (['insert', 'update', 'delete'] as const).map(change => `drop trigger if exists ${triggerName(table, change)}`)));
}
