import { prepare, type Queries, type Transaction } from '../persistence/index.ts';
import type { EventTables } from './event-tables.ts';
import type { StoredEvent } from './stored-event.ts';

type Row = EventTables['event_deferred'];

/** Tries after which an event is parked until an operator acts. */
export const mostAttempts = 10;

/** Milliseconds before the next try: from half a second on, doubled with each, at most five minutes; spread by a half. */
const pauseAfter = (attempts: number): number => Math.min(300_000, 500 * 2 ** (attempts - 1)) * (0.5 + Math.random());

const keyed = (row: Row) => ({
  source: row.source, position: row.position, stream_id: row.stream_id, event: row.event, status: row.status, attempts: row.attempts, error: row.error, retry_at: row.retry_at, deferred_at: row.deferred_at,
});
const insert = prepare<EventTables, Row>()((db, row) => db.insertInto('event_deferred').values(keyed(row)));
const streams = prepare<EventTables, { source: string }>()((db, { source }) => db.selectFrom('event_deferred').select('stream_id').distinct().where('source', '=', source).where('status', '!=', 'skipped'));
const due = prepare<EventTables, { source: string; now: string }>()((db, { source, now }) => db.selectFrom('event_deferred as one').selectAll()
  .where('source', '=', source).where('status', '=', 'waiting').where('retry_at', '<=', now)
  .where(({ not, exists, selectFrom }) => not(exists(selectFrom('event_deferred as before').select('before.position')
    .whereRef('before.source', '=', 'one.source').whereRef('before.stream_id', '=', 'one.stream_id').whereRef('before.position', '<', 'one.position').where('before.status', '!=', 'skipped'))))
  .orderBy('position').limit(100));
const note = prepare<EventTables, { source: string; position: number; attempts: number; status: Row['status']; error: string | null; retry_at: string }>()((db, { source, position, attempts, status, error, retry_at }) =>
  db.updateTable('event_deferred').set({ attempts, status, error, retry_at }).where('source', '=', source).where('position', '=', position));
const remove = prepare<EventTables, { source: string; position: number }>()((db, { source, position }) => db.deleteFrom('event_deferred').where('source', '=', source).where('position', '=', position));

/** An event that is kept to be handled later. */
export interface Deferred {
  readonly event: StoredEvent;
  readonly attempts: number;
}

/** What of one source's events is kept in the subscriber's database to be handled later: each aggregate's in their order. */
export class DeferredEvents {
  readonly #queries: Queries;
  readonly #source: string;

  constructor(queries: Queries, source: string) {
    this.#queries = queries;
    this.#source = source;
  }

  /** The streams of which something is kept: what follows in them must wait behind it. */
  async streams(): Promise<Set<string>> {
    return new Set((await this.#queries.allOf(streams, { source: this.#source })).map(row => row.stream_id));
  }

  /** Those to be tried now: the first of each stream. */
  async due(): Promise<Deferred[]> {
    const rows = await this.#queries.allOf(due, { source: this.#source, now: new Date().toISOString() });
    return rows.map(({ attempts, event }) => ({ attempts, event: JSON.parse(event) as StoredEvent }));
  }

  /** Keeps an event: one that waits behind others, or one whose handling has failed. */
  async keep(transaction: Transaction, event: StoredEvent, error?: string): Promise<void> {
    const now = Date.now(), attempts = error === undefined ? 0 : 1;
    await transaction.execute(insert, {
      source: this.#source, position: event.position, stream_id: event.stream_id, event: JSON.stringify(event), status: 'waiting', attempts, error: error ?? null,
      retry_at: new Date(attempts === 0 ? now : now + pauseAfter(attempts)).toISOString(), deferred_at: new Date(now).toISOString(),
    });
  }

  /** Counts a try, before it begins or with what came of it. */
  async note(transaction: Transaction, { event, attempts }: Deferred, error: string, status: 'waiting' | 'parked' = 'waiting'): Promise<void> {
    await transaction.execute(note, {
      source: this.#source, position: event.position, attempts, status, error, retry_at: new Date(Date.now() + pauseAfter(attempts)).toISOString(),
    });
  }

  async remove(transaction: Transaction, { event }: Deferred): Promise<void> {
    await transaction.execute(remove, { source: this.#source, position: event.position });
  }
}
