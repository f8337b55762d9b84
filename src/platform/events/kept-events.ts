import { AuroraError } from '@aurora/kernel';
import { prepare, type Queries, type Transactions } from '../persistence/index.ts';
import type { EventTables } from './event-tables.ts';
import type { KeptEvent } from './operator-schemas.ts';
import type { StoredEvent } from './stored-event.ts';

type Row = EventTables['event_deferred'];
type Key = { source: string; position: number };

const find = prepare<EventTables, Key>()((db, { source, position }) => db.selectFrom('event_deferred').selectAll().where('source', '=', source).where('position', '=', position));
const release = prepare<EventTables, Key & { now: string }>()((db, { source, position, now }) =>
  db.updateTable('event_deferred').set({ status: 'waiting', attempts: 0, retry_at: now }).where('source', '=', source).where('position', '=', position).where('status', '!=', 'skipped'));
const releaseParked = prepare<EventTables, { now: string }>()((db, { now }) => db.updateTable('event_deferred').set({ status: 'waiting', attempts: 0, retry_at: now }).where('status', '=', 'parked'));
const skip = prepare<EventTables, Key & { reason: string }>()((db, { source, position, reason }) =>
  db.updateTable('event_deferred').set({ status: 'skipped', error: reason }).where('source', '=', source).where('position', '=', position));

const keptOf = ({ event, source, position, status, attempts, error, retry_at, deferred_at }: Row): KeptEvent => ({ source, position, status, attempts, error, retry_at, deferred_at, event: JSON.parse(event) as StoredEvent });

/** What operators see and decide of the events that a module keeps of others. */
export class KeptEvents {
  readonly #queries: Queries;
  readonly #transactions: Transactions;

  constructor(queries: Queries, transactions: Transactions) {
    this.#queries = queries;
    this.#transactions = transactions;
  }

  /** At most `limit`, the oldest first. */
  async list(status: Row['status'] | undefined, limit: number): Promise<KeptEvent[]> {
    const query = this.#queries.builder<EventTables>().selectFrom('event_deferred').selectAll().orderBy('source').orderBy('position').limit(limit);
    return (await this.#queries.all(status === undefined ? query : query.where('status', '=', status))).map(keptOf);
  }

  /** Lets one be tried again at once, or all that are parked; answers how many. Rejects with `NOT_FOUND` for one that is not kept. */
  async redrive(key: Key | undefined): Promise<number> {
    const now = new Date().toISOString();
    const redriven = await this.#transactions.run(transaction => (key ? transaction.execute(release, { ...key, now }) : transaction.execute(releaseParked, { now })));
    if (key && redriven === 0) throw notKept(key);
    return redriven;
  }

  /** Gives one up. Rejects with `NOT_FOUND` if it is not kept. */
  async skip(key: Key, reason: string): Promise<KeptEvent> {
    const row = await this.#transactions.run(async transaction => {
      await transaction.execute(skip, { ...key, reason });
      return transaction.first(find, key);
    });
    if (!row) throw notKept(key);
    return keptOf(row);
  }
}

const notKept = ({ source, position }: Key): AuroraError => new AuroraError('NOT_FOUND', `Event ${position} of ${source} is not kept.`);
