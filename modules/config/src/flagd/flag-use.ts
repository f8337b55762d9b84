import { prepare, type Transactions } from '@aurora/platform/persistence';
import type { ConfigTables } from '../persistence/tables.ts';

/** How a flag was evaluated: asked for by its key, or as one of all. */
export type Use = 'evaluated_at' | 'delivered_at';

const hour = 3_600_000;

interface Noted { readonly key: string; readonly at: string }

const note = (column: Use) => prepare<ConfigTables, Noted>()((db, { key, at }, dialect) => {
  const insert = db.insertInto('flag_use').values({ key, evaluated_at: null, delivered_at: null, [column]: at });
  return dialect === 'mysql' ? insert.onDuplicateKeyUpdate({ [column]: at }) : insert.onConflict(conflict => conflict.column('key').doUpdateSet({ [column]: at }));
});
const notes = { evaluated_at: note('evaluated_at'), delivered_at: note('delivered_at') } as const;

/**
 * Notes in which hour flags were last evaluated. Evaluating only looks into memory; a host writes once for each flag and hour, soon after it was
 * first evaluated in it. What a host that dies has not written is told by the next hour.
 */
export class FlagUse {
  readonly #transactions: Transactions;
  readonly #known: Record<Use, Map<string, number>> = { evaluated_at: new Map(), delivered_at: new Map() };
  /** In which hour lists of keys were noted, each as it is: the same is asked for again and again. */
  readonly #lists = new WeakMap<readonly string[], number>();
  #waiting: { readonly use: Use; readonly key: string; readonly hour: number }[] = [];
  /** Has `write` called soon. */
  soon: () => void = () => undefined;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  note(use: Use, key: string): void {
    this.#note(use, key, Math.floor(Date.now() / hour));
  }

  /** The same for each of `keys`, a list that does not change. */
  noteAll(use: Use, keys: readonly string[]): void {
    const now = Math.floor(Date.now() / hour);
    if (this.#lists.get(keys) === now) return;
    this.#lists.set(keys, now);
    for (const key of keys) this.#note(use, key, now);
  }

  #note(use: Use, key: string, now: number): void {
    if (this.#known[use].get(key) === now) return;
    this.#known[use].set(key, now);
    this.#waiting.push({ use, key, hour: now });
    if (this.#waiting.length === 1) this.soon();
  }

  /** Forgets the flags that there are not any more, so that what is kept is bounded by those that there are. */
  keep(keys: ReadonlySet<string>): void {
    for (const known of Object.values(this.#known)) for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
  }

  readonly write = async (): Promise<void> => {
    const writing = this.#waiting;
    if (writing.length === 0) return;
    this.#waiting = [];
    try {
      await this.#transactions.run(async transaction => {
        for (const { use, key, hour: at } of writing) await transaction.execute(notes[use], { key, at: new Date(at * hour).toISOString() });
      });
    } catch (error) {
      this.#waiting = [...writing, ...this.#waiting];
      throw error;
    }
  };
}
