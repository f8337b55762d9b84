import { sql } from 'kysely';
import type { Placement } from '@aurora/kernel';
import { prepare, type ModuleDatabase, type Queries, type Transaction, type Transactions } from '../persistence/index.ts';
import type { WorkSide, WorkTables } from './work-tables.ts';

const owner = prepare<WorkTables, object>()(db => db.selectFrom('work_owner').selectAll().where('id', '=', 1));
const ownerHeld = prepare<WorkTables, object>()((db, _, dialect) => {
  const row = db.selectFrom('work_owner').selectAll().where('id', '=', 1);
  return dialect === 'sqlite' ? row : row.forUpdate();
});
const change = prepare<WorkTables, { side: WorkSide; since: string; epoch: number; was: number }>()((db, { epoch, side, since, was }) =>
  db.updateTable('work_owner').set({ side, epoch, since }).where('id', '=', 1).where('epoch', '=', was));

/** Who does a module's background work. */
export interface Owner {
  readonly side: WorkSide;
  readonly epoch: number;
  readonly since: string | null;
}

/** Milliseconds between two looks at who it is. */
const interval = 1_000;

const shown = ({ epoch, side, since }: Owner): Owner => ({ side, epoch: Number(epoch), since });

/**
 * Says which hosts of a module do its background work: events, sagas, timers. It stands in the module's own database, so that no two
 * hosts can each believe that it is they. A lease is taken and renewed in a transaction that holds this row.
 */
export class WorkOwner {
  /** That of this host. */
  readonly side: Placement;
  readonly #queries: Queries;
  readonly #transactions: Transactions;
  #timer: NodeJS.Timeout | undefined;
  #mine = false;

  constructor({ queries, transactions }: Pick<ModuleDatabase, 'queries' | 'transactions'>, side: Placement) {
    this.#queries = queries;
    this.#transactions = transactions;
    this.side = side;
  }

  /** Whether this host may do it, as of a moment ago. */
  get mine(): boolean {
    return this.#mine;
  }

  async now(): Promise<Owner> {
    return shown((await this.#queries.firstOf(owner, {}))!);
  }

  /** Keeps `mine` up to date. */
  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => { void this.#look(); }, interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether this host may do it; nobody changes that before the end of the transaction. */
  async permits(transaction: Transaction): Promise<boolean> {
    return this.#permits((await transaction.first(ownerHeld, {}))!);
  }

  /** Hands the work to the hosts of a side: every lease ends, and those of the other side take none any more. Undefined if it is not as `was` says any more. */
  async hand(side: WorkSide, was: number): Promise<Owner | undefined> {
    const since = new Date().toISOString();
    const done = await this.#transactions.run(async transaction => {
      if (await transaction.execute(change, { side, since, epoch: was + 1, was }) === 0) return false;
      await transaction.query(sql`update worker_lease set until = 0`);
      return true;
    });
    if (!done) return undefined;
    await this.#look();
    return { side, epoch: was + 1, since };
  }

  #permits({ side }: Owner): boolean {
    return side === 'any' || side === this.side;
  }

  async #look(): Promise<void> {
    this.#mine = await this.now().then(row => this.#permits(row), () => false);
  }
}
