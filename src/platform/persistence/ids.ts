import { prepare } from './prepared.ts';
import type { PlatformTables } from './platform-tables.ts';
import type { Transactions } from './transactions.ts';

/** Ids per trip to the allocator's table. */
const blockSize = 32;

const reserve = prepare<PlatformTables, { name: string; size: number }>()((db, { name, size }) =>
  db.updateTable('id_allocator').set(row => ({ next: row('next', '+', size) })).where('name', '=', name));
const read = prepare<PlatformTables, { name: string }>()((db, { name }) => db.selectFrom('id_allocator').select('next').where('name', '=', name));
const giveBack = prepare<PlatformTables, { name: string; next: number; end: number }>()((db, { name, next, end }) =>
  db.updateTable('id_allocator').set({ next }).where('name', '=', name).where('next', '=', end));

const raise = prepare<PlatformTables, { name: string; next: number }>()((db, { name, next }) =>
  db.updateTable('id_allocator').set({ next }).where('name', '=', name).where('next', '<', next));

interface Block { next: number; end: number }

/**
 * Integer ids in blocks from a table that moves with the data: no id is ever given twice, whatever the engine does with
 * its own counters. Take an id before the command's transaction begins, never inside it.
 */
export class Ids {
  readonly #transactions: Transactions;
  readonly #blocks = new Map<string, Block>();
  readonly #refills = new Map<string, Promise<void>>();

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  async next(name: string): Promise<number> {
    for (;;) {
      const block = this.#blocks.get(name);
      if (block && block.next < block.end) return block.next++;
      await this.#refill(name);
    }
  }

  /** Gives `id` and those below it to nobody from now on: it is in use already. */
  async skip(name: string, id: number): Promise<void> {
    const block = this.#blocks.get(name);
    if (block && block.next <= id) block.next = Math.min(block.end, id + 1);
    await this.#transactions.run(transaction => transaction.execute(raise, { name, next: id + 1 }));
  }

  #refill(name: string): Promise<void> {
    let refill = this.#refills.get(name);
    if (!refill) {
      refill = this.#reserve(name).finally(() => this.#refills.delete(name));
      this.#refills.set(name, refill);
    }
    return refill;
  }

  async #reserve(name: string): Promise<void> {
    const end = await this.#transactions.run(async transaction => {
      await transaction.execute(reserve, { name, size: blockSize });
      return (await transaction.first(read, { name }))?.next;
    });
    if (end === undefined) throw new Error(`id_allocator has no row ${name}: a migration must insert it`);
    this.#blocks.set(name, { next: end - blockSize, end });
  }

  /** Gives what is left of the blocks back, where nobody else has taken one since. */
  async close(): Promise<void> {
    const blocks = [...this.#blocks].filter(([, block]) => block.next < block.end);
    this.#blocks.clear();
    if (blocks.length === 0) return;
    await this.#transactions.run(async transaction => {
      for (const [name, block] of blocks) await transaction.execute(giveBack, { name, ...block });
    });
  }
}
