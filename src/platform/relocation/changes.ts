import { batches, type Copier } from './copier.ts';
import type { End, Statement } from './end.ts';
import type { Key } from './key-range.ts';
import type { TableShape } from './table-shape.ts';

/** Noted keys that are taken at once, and rows that are made alike at once. */
const taken = 2_000, rowsAtOnce = 200;

interface Noted { readonly seq: number; readonly name: string; readonly row_key: string }

/** Rows that have changed in the source since copying began. */
export class Changes {
  readonly #source: End;
  readonly #copier: Copier;
  readonly #shapes: ReadonlyMap<string, TableShape>;

  constructor(source: End, copier: Copier, shapes: readonly TableShape[]) {
    this.#source = source;
    this.#copier = copier;
    this.#shapes = new Map(shapes.map(shape => [shape.name, shape]));
  }

  /**
   * Brings over what has been noted so far, at most some thousand rows; answers how many notes that were. Notes that come from transactions
   * which have not ended yet are not seen: so what was seen is removed, one by one, and no number is remembered up to which all is done.
   */
  async bring(): Promise<number> {
    const noted = await this.#source.rows<Noted>(`select seq, name, row_key from relocation_dirty order by seq limit ${taken}`);
    if (noted.length === 0) return 0;
    for (const [name, notes] of Map.groupBy(noted, note => note.name)) {
      const shape = this.#shapes.get(name);
      if (!shape) continue;
      const keys = [...new Map(notes.map(({ row_key }) => [row_key, JSON.parse(row_key) as Key])).values()];
      for (const batch of batches(keys, rowsAtOnce)) await this.#copier.keys(shape, batch);
    }
    await this.#source.change(forget(noted));
    return noted.length;
  }

  /** Brings over what has been noted until now, and some of what is noted meanwhile. */
  async bringNoted(): Promise<void> {
    const [count] = await this.#source.rows<{ notes: number }>('select count(*) as notes from relocation_dirty');
    for (let left = Number(count!.notes); left > 0;) left -= await this.bring() || left;
  }

  /** Brings over all, where nobody writes any more. Rejects once `until`, by `performance.now()`, has passed. */
  async bringAll(until: number): Promise<void> {
    while (await this.bring() > 0) if (performance.now() > until) throw new Error('the last changes take too long');
  }
}

const forget = (noted: readonly Noted[]): Statement[] => [...batches(noted.map(({ seq }) => seq), 500)].map(seqs => ({ sql: `delete from relocation_dirty where seq in (${seqs.map(() => '?').join(', ')})`, values: seqs }));
