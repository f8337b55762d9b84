import { inOrder } from '../events/stamper.ts';
import { quote, type End, type Statement } from './end.ts';
import { named } from './table-shape.ts';

interface Unstamped { readonly seq: number; readonly stream_id: string; readonly version: number }

/** The position that a module has given last, wherever it stands. */
export async function lastPosition(end: End, prefix: string): Promise<number> {
  const [row] = end.dialect === 'sqlite'
    ? await end.rows<{ last: number | null }>('select max(seq) as last from sqlite_sequence where name = ?', [`${prefix}event_store`])
    : await end.rows<{ last: number | null }>(`select last from ${named(prefix, 'event_log')} where id = 1`);
  return Number(row?.last ?? 0);
}

/** Lets the next position come after `last`. */
export const continueAfter = ({ dialect }: End, prefix: string, last: number): Statement[] => (dialect === 'sqlite'
  ? [{ sql: 'delete from sqlite_sequence where name = ?', values: [`${prefix}event_store`] }, { sql: 'insert into sqlite_sequence (name, seq) values (?, ?)', values: [`${prefix}event_store`, last] }]
  : [{ sql: `update ${named(prefix, 'event_log')} set ${quote('last')} = ? where id = 1`, values: [last] }]);

/** Gives positions to the events that have none, where nobody writes any more. */
export async function stampRest(end: End, prefix: string): Promise<void> {
  if (end.dialect === 'sqlite') return;
  const store = named(prefix, 'event_store');
  const rows = await end.rows<Unstamped>(`select seq, stream_id, version from ${store} where position is null order by seq`);
  if (rows.length === 0) return;
  const lowest = new Map<string, number>();
  for (const { stream_id, version } of rows) lowest.set(stream_id, Math.min(version, lowest.get(stream_id) ?? Infinity));
  const last = await lastPosition(end, prefix);
  const next = inOrder(rows, lowest);
  await end.change([
    ...next.map(({ seq }, index) => ({ sql: `update ${store} set position = ? where seq = ?`, values: [last + index + 1, seq] })),
    ...continueAfter(end, prefix, last + next.length),
  ]);
}
