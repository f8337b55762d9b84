import { prepare, type ModuleDatabase, type Queries, type Transaction, type Transactions } from '../persistence/index.ts';
import type { EventTables } from './event-tables.ts';
import { LostLease } from './lost-lease.ts';

type Row = EventTables['event_subscription'];
type Guarded = { source: string; fence: number };

const find = prepare<EventTables, { source: string }>()((db, { source }) => db.selectFrom('event_subscription').selectAll().where('source', '=', source));
const insert = prepare<EventTables, Row>()((db, row) =>
  db.insertInto('event_subscription').values({ source: row.source, position: row.position, fence: row.fence, begun: row.begun, updated_at: row.updated_at }));
const claim = prepare<EventTables, Guarded>()((db, { source, fence }) => db.updateTable('event_subscription').set({ fence }).where('source', '=', source).where('fence', '<=', fence));
const begin = prepare<EventTables, Guarded & { position: number; begun: number }>()((db, { source, fence, position, begun }) =>
  db.updateTable('event_subscription').set({ begun }).where('source', '=', source).where('fence', '=', fence).where('position', '=', position));
const advance = prepare<EventTables, Guarded & { was: number; position: number; updated_at: string }>()((db, { source, fence, was, position, updated_at }) =>
  db.updateTable('event_subscription').set({ position, begun: null, updated_at }).where('source', '=', source).where('fence', '=', fence).where('position', '=', was));
const touch = prepare<EventTables, Guarded & { updated_at: string }>()((db, { source, fence, updated_at }) =>
  db.updateTable('event_subscription').set({ updated_at }).where('source', '=', source).where('fence', '=', fence));

/** How far a module has processed the events of one source, in its own database. Each change rejects with `LostLease` once another has claimed the row. */
export class SubscriptionState {
  readonly #queries: Queries;
  readonly #transactions: Transactions;
  readonly #source: string;
  #fence = 0;
  #position = 0;

  constructor({ queries, transactions }: Pick<ModuleDatabase, 'queries' | 'transactions'>, source: string) {
    this.#queries = queries;
    this.#transactions = transactions;
    this.#source = source;
  }

  /** Everything up to it has been handled, or kept for later. */
  get position(): number {
    return this.#position;
  }

  /** Takes the subscription over for who holds the lease under `fence`; answers up to where a handling that has not ended had begun, if there was one. */
  async claim(fence: number): Promise<number | undefined> {
    this.#fence = fence;
    const row = await this.#transactions.run(async transaction => {
      const guarded = { source: this.#source, fence };
      if (!await transaction.first(find, guarded)) await transaction.execute(insert, { ...guarded, position: 0, begun: null, updated_at: new Date().toISOString() });
      await transaction.execute(claim, guarded);
      return transaction.first(find, guarded);
    });
    if (row?.fence !== fence) throw new LostLease();
    this.#position = row.position;
    return row.begun !== null && row.begun > row.position ? row.begun : undefined;
  }

  /** Rejects with `LostLease` unless the row is as it was left: an operator may have set it back. */
  async confirm(): Promise<void> {
    const row = await this.#queries.firstOf(find, { source: this.#source });
    if (row?.fence !== this.#fence || row.position !== this.#position) throw new LostLease();
  }

  /** Notes that handling up to `position` begins. */
  async begin(position: number): Promise<void> {
    await this.#transactions.run(transaction => this.#guard(transaction.execute(begin, { source: this.#source, fence: this.#fence, position: this.#position, begun: position })));
  }

  /** Runs `work` and moves on to `position`, both or neither. */
  async advance(position: number, work: (transaction: Transaction) => Promise<void>): Promise<void> {
    await this.#transactions.run(async transaction => {
      await work(transaction);
      await this.#guard(transaction.execute(advance, { source: this.#source, fence: this.#fence, was: this.#position, position, updated_at: new Date().toISOString() }));
    });
    this.#position = position;
  }

  /** Runs `work` without moving on. */
  async within(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    await this.#transactions.run(async transaction => {
      await work(transaction);
      await this.#guard(transaction.execute(touch, { source: this.#source, fence: this.#fence, updated_at: new Date().toISOString() }));
    });
  }

  async #guard(changed: Promise<number>): Promise<void> {
    if (await changed === 0) throw new LostLease();
  }
}
