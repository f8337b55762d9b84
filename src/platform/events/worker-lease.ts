import type { Placement } from '@aurora/kernel';
import { sql } from 'kysely';
import { prepare, type Dialect, type ModuleDatabase, type Queries, type Transaction, type Transactions } from '../persistence/index.ts';
import type { WorkOwner } from '../work/index.ts';
import type { EventTables } from './event-tables.ts';

/** Milliseconds for which a lease holds after it was renewed: who is silent for longer has lost it. */
export const leaseTime = 10_000;

/** The database's clock in milliseconds since the epoch: hosts need not agree on the time. */
const now = (dialect: Dialect) => (dialect === 'sqlite' ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)` : sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`);
const later = (dialect: Dialect) => sql<number>`${now(dialect)} + ${sql.lit(leaseTime)}`;

const current = prepare<EventTables, { name: string }>()((db, { name }, dialect) =>
  db.selectFrom('worker_lease').select(['holder', 'fence']).select(sql<number>`${now(dialect)} > until`.as('over')).where('name', '=', name));
const make = prepare<EventTables, { name: string }>()((db, { name }) => db.insertInto('worker_lease').values({ name, holder: '', side: null, fence: 0, until: 0 }));
const take = prepare<EventTables, { name: string; holder: string; side: Placement | null; fence: number; was: number }>()((db, { name, holder, side, fence, was }, dialect) =>
  db.updateTable('worker_lease').set({ holder, side, fence, until: later(dialect) }).where('name', '=', name).where('fence', '=', was).where(sql<boolean>`${now(dialect)} > until`));
const renew = prepare<EventTables, { name: string; fence: number }>()((db, { name, fence }, dialect) =>
  db.updateTable('worker_lease').set({ until: later(dialect) }).where('name', '=', name).where('fence', '=', fence));
const release = prepare<EventTables, { name: string; fence: number }>()((db, { name, fence }) => db.updateTable('worker_lease').set({ until: 0 }).where('name', '=', name).where('fence', '=', fence));

/** A lease that has been taken. */
export interface Taken {
  readonly fence: number;
  /** Who had it before; empty for nobody. */
  readonly before: string;
}

/** The lease under which one host of a module does one thing for all. */
export class WorkerLease {
  readonly #queries: Queries;
  readonly #transactions: Transactions;
  readonly #name: string;
  readonly #holder: string;
  readonly #owner: WorkOwner | undefined;

  /** `name` is that of the work; `holder` that of the host, which takes and keeps it only while `owner` permits. */
  constructor({ queries, transactions }: Pick<ModuleDatabase, 'queries' | 'transactions'>, name: string, holder: string, owner?: WorkOwner) {
    this.#queries = queries;
    this.#transactions = transactions;
    this.#name = name;
    this.#holder = holder;
    this.#owner = owner;
  }

  /** Who held the lease last, empty for nobody, if it is to be had; undefined while somebody holds it, or this host is not to have it. Nothing is written. */
  async lapsed(): Promise<string | undefined> {
    if (this.#owner?.mine === false) return undefined;
    const row = await this.#queries.firstOf(current, { name: this.#name });
    if (!row) return '';
    return Number(row.over) === 0 ? undefined : row.holder;
  }

  /** Takes the lease if nobody holds it, or who held it has been silent for too long. */
  async take(): Promise<Taken | undefined> {
    return this.#transactions.run(async transaction => {
      if (!await this.#permitted(transaction)) return undefined;
      const name = this.#name;
      let row = await transaction.first(current, { name });
      if (!row) {
        await transaction.execute(make, { name });
        row = await transaction.first(current, { name });
      }
      if (!row || Number(row.over) === 0) return undefined;
      const fence = row.fence + 1;
      return await transaction.execute(take, { name, holder: this.#holder, side: this.#owner?.side ?? null, fence, was: row.fence }) === 1 ? { fence, before: row.holder } : undefined;
    });
  }

  /** Holds it for longer; false if it has been taken over, or is to be. */
  async renew(fence: number): Promise<boolean> {
    return this.#transactions.run(async transaction => await this.#permitted(transaction) && await transaction.execute(renew, { name: this.#name, fence }) === 1);
  }

  /** Gives it up at once. */
  async release(fence: number): Promise<void> {
    await this.#transactions.run(transaction => transaction.execute(release, { name: this.#name, fence }));
  }

  async #permitted(transaction: Transaction): Promise<boolean> {
    return this.#owner?.permits(transaction) ?? true;
  }
}
