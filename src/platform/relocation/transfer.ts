import { createHash } from 'node:crypto';
import type { Throttle } from '../persistence/index.ts';
import { Changes } from './changes.ts';
import { comparePage } from './comparison.ts';
import { Copier, RelocationFailure } from './copier.ts';
import type { End } from './end.ts';
import { rangeOf, type Key } from './key-range.ts';
import { LateIndexes } from './late-indexes.ts';
import { continueAfter, lastPosition, stampRest } from './positions.ts';
import { readTables, type RelocationState, type TableRow } from './relocation-state.ts';
import { named, type TableShape } from './table-shape.ts';

export interface TransferOptions {
  readonly source: End;
  readonly target: End;
  /** What the names of the target's tables begin with. */
  readonly prefix: string;
  readonly shapes: readonly TableShape[];
  readonly state: RelocationState;
  readonly throttle: Throttle;
  /** Ends it between two pages. */
  readonly signal: AbortSignal;
  /** Rows of a page. */
  readonly pageSize: number;
  /** Rows up to which a table is compared as a whole while writes wait. */
  readonly compareWhole: number;
  /** Rows from which on the indexes of a table that has none yet are made after them. */
  readonly indexLate: number;
}

/** Milliseconds between two notes of how far a table has come, and between two times that changes are brought over meanwhile. */
const noted = 250, brought = 2_000;

/** Changes at once that are few enough for the last ones to follow while writes wait, and rounds after which it is tried if they get no fewer. */
const few = 100, rounds = 5;

/** Rows of a page that is a whole table. */
const whole = 20_000;

/** The rows of a module's tables, on their way from one place to another. */
export class Transfer {
  readonly #options: TransferOptions;
  readonly #prefixes: { source: string; readonly target: string };
  readonly #copier: Copier;
  readonly #changes: Changes;
  readonly #indexes: LateIndexes;
  readonly #events: TableShape;
  /** Position up to which the events of both places have been compared. */
  #compared = 0;
  /** The last event that is at the target. */
  #told: Key | undefined;

  constructor(options: TransferOptions) {
    const { prefix, shapes, source, state, target } = options;
    this.#options = options;
    this.#prefixes = { source: '', target: prefix };
    const guard = state.guard('incoming', 'arrived');
    this.#copier = new Copier({ source, target, prefixes: this.#prefixes, guard });
    this.#indexes = new LateIndexes(target, prefix, guard);
    this.#changes = new Changes(source, this.#copier, shapes);
    this.#events = shapes.find(({ name }) => name === 'event_store')!;
  }

  /** Brings every table over, page by page, from where it stood. */
  async copy(): Promise<void> {
    const { shapes, source, state } = this.#options;
    const before = new Map((await readTables(source)).map(row => [row.name, row]));
    for (const shape of shapes) if (!before.has(shape.name)) {
      const [count] = await source.rows<{ rows_there: number }>(`select count(*) as rows_there from ${named('', shape.name)}`);
      const row = { name: shape.name, reached: null, total: Number(count!.rows_there), copied: 0, checksum: null, done: 0 };
      await state.note(row);
      before.set(shape.name, row);
    }
    // What grows fastest comes last.
    for (const shape of shapes.toSorted((a, b) => Number(a === this.#events) - Number(b === this.#events))) await this.#copyTable(shape, before.get(shape.name)!);
  }

  /** Compares both places while they are in use. Rejects with `RelocationFailure` where something has changed that nothing has noted. */
  async compare(): Promise<void> {
    const { pageSize, shapes, signal, throttle } = this.#options;
    await this.#begin();
    await this.#dropPruned();
    for (const shape of shapes) {
      const last = await this.#copier.last(shape);
      let after: Key | undefined;
      for (let more = true; more;) {
        signal.throwIfAborted();
        // Nothing notes events: they are brought over where they are missing.
        const { reached } = shape === this.#events ? await this.#copier.page(shape, after, pageSize, false, last) : await comparePage(this.#copier, this.#changes, shape, after, pageSize, last);
        after = reached;
        more = reached !== undefined;
        await throttle.rest(signal);
      }
      if (shape === this.#events) this.#compared = Number(last?.[0] ?? 0);
    }
  }

  /** Brings changes over until what is left is little. */
  async catchUp(): Promise<void> {
    for (let round = 1, least = Infinity; ; round += 1) {
      this.#options.signal.throwIfAborted();
      const now = await this.#changes.bring() + await this.#bringEvents();
      if (now <= few || (round > rounds && now >= least)) return;
      least = Math.min(least, now);
    }
  }

  /** Brings the rest over from tables that nobody can write any more, whose names begin with `prefix`. Rejects once `until`, by `performance.now()`, has passed. */
  async bringRest(prefix: string, until: number): Promise<void> {
    const { source, state, target } = this.#options;
    this.#prefixes.source = prefix;
    if (this.#told === undefined) await this.#begin();
    await stampRest(source, prefix);
    await this.#changes.bringAll(until);
    await this.#bringEvents();
    await this.#requireEvents();
    await this.#dropPruned();
    await this.#requireSmall();
    const leases = await source.rows<{ name: string; fence: number }>('select name, fence from worker_lease');
    await target.change([
      ...continueAfter(target, this.#prefixes.target, await lastPosition(source, prefix)),
      // Leases are made anew, with numbers above those that stand in the rows that came over.
      ...leases.flatMap(({ fence, name }) => [
        { sql: 'delete from worker_lease where name = ? and fence <= ?', values: [name, fence] },
        { sql: `${target.dialect === 'sqlite' ? 'insert or ignore' : 'insert ignore'} into worker_lease (name, holder, fence, until) values (?, '', ?, 0)`, values: [name, fence] },
      ]),
    ], state.guard('incoming', 'arrived'));
  }

  async #copyTable(shape: TableShape, from: TableRow): Promise<void> {
    const { indexLate, pageSize, signal, state, throttle } = this.#options;
    if (from.done === 1) return;
    let row = from, told = Date.now(), changed = Date.now();
    let after = from.reached === null ? undefined : JSON.parse(from.reached) as Key;
    // What comes after it later is noted, or an event.
    const last = await this.#copier.last(shape);
    const fresh = (await this.#copier.target(shape, rangeOf(shape, after, undefined), 1)).length === 0;
    if (fresh && after === undefined && from.total >= indexLate) await this.#indexes.leaveOut(shape);
    for (let more = true; more;) {
      signal.throwIfAborted();
      const { digest, reached, rows } = await this.#copier.page(shape, after, pageSize, fresh, last);
      after = reached;
      more = reached !== undefined;
      row = { ...row, reached: reached ? JSON.stringify(reached) : row.reached, copied: row.copied + rows, checksum: createHash('sha256').update(`${row.checksum ?? ''}${digest}`).digest('hex'), done: 0 };
      if (!more || Date.now() - told > noted) {
        await state.note(row);
        told = Date.now();
      }
      if (Date.now() - changed > brought) {
        // Not left to the end, so that there are never many.
        await this.#changes.bring();
        changed = Date.now();
      }
      await throttle.rest(signal);
    }
    await this.#indexes.make(shape, signal);
    await state.note({ ...row, done: 1 });
  }

  /** Finds the last event that is at the target. */
  async #begin(): Promise<void> {
    const [row] = await this.#options.target.rows<{ last: number | null }>(`select max(position) as last from ${named(this.#prefixes.target, this.#events.name)}`);
    this.#told = row?.last === null || row?.last === undefined ? undefined : [Number(row.last)];
  }

  /** Brings over the events after the last that is there; answers how many. */
  async #bringEvents(): Promise<number> {
    for (let rows = 0; ;) {
      const found = await this.#copier.page(this.#events, this.#told, this.#options.pageSize, false);
      rows += found.rows;
      this.#told = found.last ?? this.#told;
      if (found.reached === undefined) return rows;
    }
  }

  /** What has been told since the comparison is there without a gap. */
  async #requireEvents(): Promise<void> {
    const { source, target } = this.#options;
    const count = async (end: End, prefix: string): Promise<number> =>
      Number((await end.rows<{ events: number }>(`select count(*) as events from ${named(prefix, 'event_store')} where position > ?`, [this.#compared]))[0]!.events);
    const [here, there] = [await count(source, this.#prefixes.source), await count(target, this.#prefixes.target)];
    if (here !== there) throw new RelocationFailure(`Of ${here} events after ${this.#compared}, ${there} are at the other place.`);
  }

  /** Small tables are the same. */
  async #requireSmall(): Promise<void> {
    const { compareWhole, shapes, source } = this.#options;
    const totals = new Map((await readTables(source)).map(row => [row.name, row.total]));
    for (const shape of shapes) if ((totals.get(shape.name) ?? 0) <= compareWhole && shape !== this.#events) {
      const { changed } = await this.#copier.page(shape, undefined, whole, false);
      if (changed > 0) throw new RelocationFailure(`Rows of ${shape.name} have changed and nothing has noted it (${changed}): the table is not what it is declared to be, ${shape.follows}.`);
    }
  }

  /** Events that have been archived meanwhile. */
  async #dropPruned(): Promise<void> {
    const { source, state, target } = this.#options;
    const [log] = await source.rows<{ pruned: number }>(`select pruned from ${named(this.#prefixes.source, 'event_log')} where id = 1`);
    await target.change([{ sql: `delete from ${named(this.#prefixes.target, 'event_store')} where position <= ?`, values: [Number(log?.pruned ?? 0)] }], state.guard('incoming', 'arrived'));
  }
}
