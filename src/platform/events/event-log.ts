import { prepare, type Queries } from '../persistence/index.ts';
import type { EventTables } from './event-tables.ts';
import type { StoredEvent } from './stored-event.ts';

type Row = EventTables['event_store'];

/** The columns of which a stored event is made. */
export const eventColumns = ['position', 'event_id', 'stream_id', 'version', 'event_type', 'event_data', 'metadata', 'timestamp'] as const;

const afterPosition = prepare<EventTables, { after: number; limit: number }>()((db, { after, limit }) =>
  db.selectFrom('event_store').select(eventColumns).where('position', '>', after).orderBy('position').limit(limit));
const ofStream = prepare<EventTables, { stream: string; after: number; limit: number }>()((db, { stream, after, limit }) =>
  db.selectFrom('event_store').select(eventColumns).where('stream_id', '=', stream).where('version', '>', after).orderBy('version').limit(limit));
const byId = prepare<EventTables, { id: string }>()((db, { id }) => db.selectFrom('event_store').select(eventColumns).where('event_id', '=', id));
const highest = prepare<EventTables, object>()(db => db.selectFrom('event_store').select('position').where('position', 'is not', null).orderBy('position', 'desc').limit(1));
const log = prepare<EventTables, object>()(db => db.selectFrom('event_log').selectAll().where('id', '=', 1));

/** An event as it is stored, with its position. */
export const storedEventOf = (row: Row): StoredEvent => ({ ...row, position: row.position!, event_data: JSON.parse(row.event_data) as unknown, metadata: JSON.parse(row.metadata) as StoredEvent['metadata'] });

/** A module's own events, read. */
export class EventLog {
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** At most `limit` events after a position, in their order; those that have no position yet are not among them. */
  async after(after: number, limit: number): Promise<StoredEvent[]> {
    return (await this.#queries.allOf(afterPosition, { after, limit })).map(storedEventOf);
  }

  /** At most `limit` events of one aggregate after one of its versions, those without a position too: theirs is null. */
  async stream(stream: string, after: number, limit: number): Promise<(Omit<StoredEvent, 'position'> & { readonly position: number | null })[]> {
    return (await this.#queries.allOf(ofStream, { stream, after, limit })).map(storedEventOf);
  }

  async find(id: string): Promise<(Omit<StoredEvent, 'position'> & { readonly position: number | null }) | undefined> {
    const row = await this.#queries.firstOf(byId, { id });
    return row && storedEventOf(row);
  }

  /** The position given last; 0 before the first. */
  async head(): Promise<number> {
    return (await this.#queries.firstOf(highest, {}))?.position ?? await this.pruned();
  }

  /** Events up to this position have been archived and are no longer here. */
  async pruned(): Promise<number> {
    return (await this.#queries.firstOf(log, {}))!.pruned;
  }
}
