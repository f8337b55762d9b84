import { AuroraError } from '@aurora/kernel';
import { prepare, type ModuleDatabase, type Transaction } from '../persistence/index.ts';
import type { EventTables } from './event-tables.ts';

type Row = EventTables['event_subscriber'];

/** Under which name a broker stands among those who have a module's events. */
export const brokerName = 'broker';

/** Who hears of a module's events. */
export interface Subscriber {
  readonly name: string;
  /** Everything up to it has been processed; null for one that should listen and has never said anything. */
  readonly position: number | null;
  readonly seen_at: string | null;
  /** Whether it is one of those that are to listen. */
  readonly declared: boolean;
}

const all = prepare<EventTables, object>()(db => db.selectFrom('event_subscriber').selectAll().orderBy('name'));
const held = prepare<EventTables, object>()((db, _, dialect) => { const rows = db.selectFrom('event_subscriber').selectAll().orderBy('name'); return dialect === 'mysql' ? rows.forUpdate() : rows; });
const move = prepare<EventTables, Row>()((db, { name, position, seen_at }) => db.updateTable('event_subscriber').set({ position, seen_at }).where('name', '=', name));
const add = prepare<EventTables, Row>()((db, { name, position, seen_at }, dialect) => {
  const insert = db.insertInto('event_subscriber').values({ name, position, seen_at });
  return dialect === 'mysql' ? insert.ignore() : insert.orIgnore();
});
const remove = prepare<EventTables, { name: string }>()((db, { name }) => db.deleteFrom('event_subscriber').where('name', '=', name));
const pruned = prepare<EventTables, object>()(db => db.selectFrom('event_log').select('pruned').where('id', '=', 1));

/** The highest position up to which events may go: every one of `subscribers` has processed them, those aside that have never been heard of and are named in `without`. */
export const prunable = (subscribers: readonly Subscriber[], without: readonly string[] = []): number =>
  Math.min(Infinity, ...subscribers.filter(({ name, position }) => position !== null || !without.includes(name)).map(({ position }) => position ?? 0));

/** How far others are with a module's events, in its own database: what they have not processed is not pruned. */
export class Subscribers {
  readonly #database: Pick<ModuleDatabase, 'queries' | 'transactions'>;
  readonly #declared: readonly string[];

  /** `declared`: names of those that are to listen. */
  constructor(database: Pick<ModuleDatabase, 'queries' | 'transactions'>, declared: readonly string[]) {
    this.#database = database;
    this.#declared = declared;
  }

  async list(): Promise<Subscriber[]> {
    return this.#known(await this.#database.queries.allOf(all, {}));
  }

  /** The same in a transaction in which nobody else says how far it is. */
  async hold(transaction: Transaction): Promise<Subscriber[]> {
    return this.#known(await transaction.all(held, {}));
  }

  /** Notes that `name` has processed everything up to `position`, which may be less than before; answers up to where events are gone. */
  async note(name: string, position: number): Promise<number> {
    const row = { name, position, seen_at: new Date().toISOString() };
    return this.#database.transactions.run(async transaction => {
      if (await transaction.execute(move, row) === 0) await transaction.execute(add, row);
      return (await transaction.first(pruned, {}))!.pruned;
    });
  }

  /** Forgets one that will not come back. Rejects with `NOT_FOUND`. */
  async forget(name: string): Promise<void> {
    const removed = await this.#database.transactions.run(transaction => transaction.execute(remove, { name }));
    if (removed === 0) throw new AuroraError('NOT_FOUND', `No subscriber ${name} has been heard of.`);
  }

  #known(rows: readonly Row[]): Subscriber[] {
    const known = rows.map(row => ({ ...row, declared: this.#declared.includes(row.name) }));
    const unseen = this.#declared.filter(name => !rows.some(row => row.name === name)).map(name => ({ name, position: null, seen_at: null, declared: true }));
    return [...known, ...unseen].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
