import { sql } from 'kysely';
import { prepare, type Transaction, type Transactions } from '../persistence/index.ts';
import type { EventTables } from './event-tables.ts';
import { LostLease } from './lost-lease.ts';

/** Events that are given positions in one transaction. */
const batch = 1_000;

interface Unstamped {
  readonly seq: number;
  readonly stream_id: string;
  readonly version: number;
}

type ServerTables = EventTables & { readonly event_store: { readonly seq: number } };

const readLog = prepare<EventTables, { fence: number }>()((db, { fence }) => db.selectFrom('event_log').select('last').where('id', '=', 1).where('fence', '=', fence).forUpdate());
const writeLog = prepare<EventTables, { fence: number; was: number; last: number }>()((db, { fence, was, last }) =>
  db.updateTable('event_log').set({ last }).where('id', '=', 1).where('fence', '=', fence).where('last', '=', was));
const unstamped = prepare<ServerTables, object>()(db =>
  db.selectFrom('event_store').select(['seq', 'stream_id', 'version']).where('position', 'is', null).orderBy('seq').limit(batch));

/** The lowest version of each stream that has no position yet. */
const lowest = async (transaction: Transaction, streams: readonly string[]): Promise<ReadonlyMap<string, number>> =>
  new Map((await transaction.query<{ stream_id: string; version: number }>(sql`select stream_id, min(version) as version from event_store where position is null and stream_id in (${sql.join(streams)}) group by stream_id`))
    .map(({ stream_id, version }) => [stream_id, Number(version)]));

/** The events that come next, in an order in which each stream's are in that of their versions; those behind one that cannot be seen yet are left for later. */
export function inOrder(rows: readonly Unstamped[], next: ReadonlyMap<string, number>): readonly Unstamped[] {
  const byStream = Map.groupBy(rows, row => row.stream_id);
  for (const stream of byStream.values()) stream.sort((a, b) => a.version - b.version);
  const expected = new Map(next);
  return rows.flatMap(({ stream_id }) => {
    const row = byStream.get(stream_id)!.shift()!;
    if (row.version !== expected.get(stream_id)) return [];
    expected.set(stream_id, row.version + 1);
    return [row];
  });
}

/**
 * Gives positions to events on a server, after their commit: they are visible before they are numbered, so that no number is given
 * to what may yet vanish, and none below one that somebody has read. One holder of the worker lease at a time.
 */
export class Stamper {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  /** Takes the log over for who holds the lease under `fence`; who had it before cannot commit any more. */
  async claim(fence: number): Promise<void> {
    await this.#transactions.run(transaction => transaction.query(sql`update event_log set fence = ${fence} where id = 1 and fence < ${fence}`));
  }

  /** Gives the next events their positions; answers how many. Rejects with `LostLease` where another has claimed the log. */
  stamp(fence: number): Promise<number> {
    return this.#transactions.run(async transaction => {
      const log = await transaction.first(readLog, { fence });
      if (!log) throw new LostLease();
      const rows = await transaction.all(unstamped, {});
      if (rows.length === 0) return 0;
      const next = inOrder(rows, await lowest(transaction, [...new Set(rows.map(row => row.stream_id))]));
      if (next.length === 0) return 0;
      const seqs = sql.join(next.map(({ seq }) => sql.lit(seq)));
      await transaction.query(sql`update event_store set position = ${sql.lit(log.last)} + field(seq, ${seqs}) where seq in (${seqs})`);
      const written = await transaction.execute(writeLog, { fence, was: log.last, last: log.last + next.length });
      if (written === 0) throw new LostLease();
      return next.length;
    });
  }
}
