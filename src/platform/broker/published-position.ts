import type { EventTables } from '../events/event-tables.ts';
import { prepare, type Queries, type Transactions } from '../persistence/index.ts';

/** Under which name the broker stands among those who have a module's events. */
export const brokerName = 'broker';

type Values = { position: number; seen_at: string };

const find = prepare<EventTables, object>()(db => db.selectFrom('event_subscriber').select('position').where('name', '=', brokerName));
const insert = prepare<EventTables, Values>()((db, { position, seen_at }) => db.insertInto('event_subscriber').values({ name: brokerName, position, seen_at }));
const move = prepare<EventTables, Values>()((db, { position, seen_at }) => db.updateTable('event_subscriber').set({ position, seen_at }).where('name', '=', brokerName).where('position', '<', position));

/** Up to where the broker has a module's events, in the module's database. It only rises, whoever writes it: what the broker has confirmed stays true. */
export class PublishedPosition {
  readonly #queries: Queries;
  readonly #transactions: Transactions;

  constructor(queries: Queries, transactions: Transactions) {
    this.#queries = queries;
    this.#transactions = transactions;
  }

  /** Undefined before the first time. */
  async read(): Promise<number | undefined> {
    return (await this.#queries.firstOf(find, {}))?.position;
  }

  async save(position: number): Promise<void> {
    const values = { position, seen_at: new Date().toISOString() };
    await this.#transactions.run(async transaction => {
      if (await transaction.execute(move, values) === 0 && !await transaction.first(find, {})) await transaction.execute(insert, values);
    });
  }
}
