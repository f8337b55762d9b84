import { randomUUID } from 'node:crypto';
import { AuroraError } from '@aurora/kernel';
import { Throttle, type Pace, type Queries, type Transaction, type Transactions } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import * as content from '../persistence/content-statements.ts';
import type { Contents } from '../persistence/contents.ts';
import { placeFor, placesOf, type Place, type Placed } from '../persistence/places.ts';
import type { ContentRow, StoreMoveRow } from '../persistence/tables.ts';
import { contentPath } from '../store/content-path.ts';
import type { Spool } from '../store/spool.ts';
import type { Stores } from '../store/stores.ts';
import { copyContent, Damaged } from './copy-content.ts';
import { inLanes } from './in-lanes.ts';
import * as move from './move-statements.ts';

/** How long one round may begin pages, in milliseconds: a host that is told to stop waits for it. The next round goes on. */
const round = 3_000;

/** Milliseconds after which another host takes over from one that is silent, and after which one says again that it is there. */
const patience = 15_000, renewal = 4_000;

/** Milliseconds before it is tried again where a store does not answer. */
const rest = 2_000;

/** Milliseconds until the next look for content that has yet to follow: where uploads are bringing some, and where none are known. */
const lookSoon = 1_000, lookAgain = 60_000;

/** Pages that are copied after all content has been looked at, before the switch. */
const mostCatchingUp = 10;

/** Contents that are copied at once. */
const lanes = 4;

/** Another process has the work, or there is none any more. */
class Followed extends Error {
  override readonly name = 'Followed';
}

/** The move cannot come to its end; the reason is for operators. */
class MoveFailure extends Error {
  override readonly name = 'MoveFailure';
}

type Needed = Placed & Pick<ContentRow, 'sha256' | 'size'>;

/** Content that has come to the target. */
interface Come {
  readonly row: Needed;
  readonly from: Place;
  /** Undefined: the target had it. */
  readonly to: Place | undefined;
}

const later = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

/**
 * Carries out a move between stores, a page of contents at a time, in one host at a time. A copy has a path that no other has had or
 * will have, and is noted before its bytes are written; the note goes in the transaction that lets the content tell of the copy, unless
 * it was doomed by then. So whatever is killed, stands still or comes late, a copy that content tells of is never removed, and bytes
 * that none tells of are found and removed. The lease spares work and decides nothing.
 */
export class Mover {
  readonly #transactions: Transactions;
  readonly #queries: Queries;
  readonly #stores: Stores;
  readonly #spool: Spool;
  readonly #contents: Contents;
  readonly #logger: Logger;
  readonly #pace: Pace;
  readonly #holder = randomUUID();
  /** The move that this process has taken up, once what others left of it has been doomed. */
  #taken: string | undefined;
  /** Until when it does nothing, because nothing could be done. */
  #resting = 0;
  /** The move after which nothing was left to follow, and when to look again. */
  #settled: string | undefined;
  #nextLook = 0;
  /** One for each content that is copied at once. */
  #throttles: readonly Throttle[] = [];
  /** Pages since all content was looked at. */
  #catchingUp = 0;

  constructor({ contents, logger, pace, queries, spool, stores, transactions }: { readonly pace: Pace; readonly transactions: Transactions; readonly queries: Queries; readonly stores: Stores; readonly spool: Spool; readonly contents: Contents; readonly logger: Logger }) {
    this.#transactions = transactions;
    this.#queries = queries;
    this.#stores = stores;
    this.#spool = spool;
    this.#contents = contents;
    this.#logger = logger;
    this.#pace = pace;
  }

  /** Does what there is to do for some seconds, or until `stopping` is aborted. */
  async work(stopping: AbortSignal): Promise<void> {
    if (performance.now() < this.#resting) return;
    const until = performance.now() + round;
    while (performance.now() < until && !stopping.aborted && await this.#step(until, stopping));
  }

  /** Dooms what moves that have ended, or processes that have, were copying. */
  async tidy(): Promise<void> {
    const row = await this.#queries.firstOf(move.readMove, {});
    if (row && row.stage !== 'copying') await this.#transactions.run(transaction => transaction.execute(move.doomAll, {}));
  }

  /** Whether there may be more to do at once. */
  async #step(until: number, stopping: AbortSignal): Promise<boolean> {
    const row = await this.#queries.firstOf(move.readMove, {});
    if (!row || !(row.stage === 'copying' || (row.stage === 'arrived' && await this.#isBehind(row)))) return false;
    try {
      await this.#take(row);
      return await this.#page(row, until, stopping);
    } catch (error) {
      if (error instanceof Followed) return false;
      if (error instanceof MoveFailure && row.stage === 'copying') await this.#fail(row, error.message);
      else {
        this.#resting = performance.now() + rest;
        this.#logger.warn({ 'event.action': 'store.move_waits', ...errorFields(error) }, 'the move between stores does not go on for the moment');
        await this.#transactions.run(transaction => transaction.execute(move.complain, { ...this.#held(row), error: error instanceof MoveFailure ? error.message : reasonOf(error), now: later(0) }));
      }
      return false;
    }
  }

  /** Whether content has yet to follow. Where none has, uploads that began before the switch may still bring some: it is looked for again, sooner if they are known. */
  async #isBehind({ move_id, target }: StoreMoveRow): Promise<boolean> {
    if (this.#settled === move_id && performance.now() < this.#nextLook) return false;
    const behind = await this.#queries.firstOf(move.missingAt, { target: Number(target) }) !== undefined;
    this.#settled = behind ? undefined : move_id;
    if (!behind) this.#nextLook = performance.now() + (Number((await this.#queries.firstOf(move.countMissing, { target: Number(target) }))!.contents) > 0 ? lookSoon : lookAgain);
    return behind;
  }

  async #take(row: StoreMoveRow): Promise<void> {
    const anew = this.#taken !== row.move_id || row.holder !== this.#holder;
    const taken = await this.#transactions.run(async transaction => {
      if (await transaction.execute(move.take, { ...this.#held(row), now: later(0), until: later(patience) }) === 0) return false;
      if (anew) await transaction.execute(move.doomAll, {});
      return true;
    });
    if (!taken) throw new Followed();
    if (this.#taken !== row.move_id) this.#throttles = Array.from({ length: lanes }, () => new Throttle(this.#pace));
    this.#taken = row.move_id;
    if (anew) await this.#contents.clear();
  }

  /** Copies the next page; answers whether there may be another. */
  async #page(row: StoreMoveRow, until: number, stopping: AbortSignal): Promise<boolean> {
    const { reached, stage } = row;
    const target = Number(row.target);
    const first = stage === 'copying' ? await this.#queries.allOf(move.pageAfter, { reached }) : [];
    const rows: readonly Needed[] = first.length > 0 ? first : await this.#queries.allOf(move.missingAt, { target });
    this.#catchingUp = first.length > 0 ? 0 : this.#catchingUp + 1;
    // What comes faster than it can be copied would never be caught up with: after the switch no more comes.
    if (stage === 'copying' && (rows.length === 0 || this.#catchingUp > mostCatchingUp)) return this.#arrive(row);
    if (rows.length === 0) return false;
    const copies = new Map(rows.map(each => [each.path, { store: target, path: contentPath(each.sha256!) }]));
    const renewing = setInterval(() => { void this.#transactions.run(transaction => transaction.execute(move.take, { ...this.#held(row), now: later(0), until: later(patience) })).catch(() => undefined); }, renewal);
    try {
      await this.#transactions.run(async transaction => {
        await this.#advance(transaction, row, reached, []);
        for (const [path, place] of copies) if (!placesOf(rows.find(each => each.path === path)!).some(({ store }) => store === target)) await transaction.execute(content.note, { ...place, doomed: 0 });
      });
      const come: Come[] = [];
      let [seen, failure]: [number, unknown] = [0, undefined];
      await inLanes(rows, this.#throttles, async (each, throttle) => {
        if (failure !== undefined || stopping.aborted || performance.now() > until + round) return;
        try {
          const copied = await this.#bring(each, copies.get(each.path)!, Number(row.current_store));
          if (copied) come.push(copied);
          seen += 1;
          await throttle.rest(stopping);
        } catch (error) {
          failure = error;
        }
      });
      await this.#transactions.run(async transaction => {
        const whole = seen === rows.length;
        await this.#advance(transaction, row, whole && first.length > 0 ? rows.at(-1)!.path : reached, whole || first.length === 0 ? come : []);
        for (const one of come) if (one.to) await this.#come(transaction, one, one.to);
        for (const { path } of copies.values()) await transaction.execute(move.doom, { path });
      });
      if (failure !== undefined) throw failure;
      return true;
    } finally {
      clearInterval(renewing);
    }
  }

  /** Brings content to the target and reads it back; undefined if it has gone meanwhile. */
  async #bring(row: Needed, to: Place, current: number): Promise<Come | undefined> {
    const from = placeFor(row, current);
    const there = placesOf(row).find(({ store }) => store === to.store);
    const size = Number(row.size);
    if (there && await (await this.#stores.at(to.store)).has(there.path, size)) return { row, from, to: undefined };
    if (there) await this.#transactions.run(transaction => transaction.execute(content.note, { ...to, doomed: 0 }));
    try {
      await copyContent(this.#stores, this.#spool, { from, to, sha256: row.sha256!, size });
      return { row, from, to };
    } catch (error) {
      const now = await this.#queries.firstOf(content.byPath, { path: row.path });
      if (!now || now.sha256 === null) return undefined;
      if (!(error instanceof Damaged)) throw error;
      const { address } = await this.#stores.placeOf(error.place.store);
      if (error.place.store === to.store) throw new MoveFailure(`${address} does not give back the bytes that it was given.`, { cause: error });
      const files = (await this.#queries.allOf(move.namesOf, { path: row.path })).map(({ id }) => id).join(', ');
      throw new MoveFailure(`The bytes of file ${files} at ${address} are not there whole: bring them back by uploading the same file again, or delete it, and begin again.`, { cause: error });
    }
  }

  async #come(transaction: Transaction, { from, row }: Come, to: Place): Promise<void> {
    const known = await transaction.execute(move.come, {
      path: row.path, was_store: Number(row.store), was_copy: row.copy_store === null ? -1 : Number(row.copy_store), store: from.store, store_path: from.path, copy_store: to.store, copy_path: to.path,
    });
    if (known === 0) return;
    if (await transaction.execute(content.unnote, { path: to.path, doomed: 0 }) === 0) throw new Followed();
    // What a third store has, or the target had and lost, is of no use any more.
    for (const place of placesOf(row)) if (place.path !== from.path) await transaction.execute(content.note, { ...place, doomed: 1 });
  }

  async #advance(transaction: Transaction, row: StoreMoveRow, reached: string, come: readonly Come[]): Promise<void> {
    const bytes = come.reduce((sum, one) => sum + Number(one.row.size), 0);
    if (await transaction.execute(move.advance, { ...this.#held(row), stage: row.stage, reached, copied: come.length, bytes, now: later(0), until: later(patience) }) === 0) throw new Followed();
  }

  /** From here on the target is the store; answers whether there is more to do. */
  async #arrive(row: StoreMoveRow): Promise<boolean> {
    if (await this.#transactions.run(transaction => transaction.execute(move.arrive, { ...this.#held(row), now: later(0) })) === 0) throw new Followed();
    this.#settled = undefined;
    this.#logger.info({ 'event.action': 'store.moved', 'labels.to': (await this.#stores.placeOf(Number(row.target))).address, 'labels.number': Number(row.number) }, 'the files have moved to another store');
    await this.#contents.clear();
    return true;
  }

  async #fail(row: StoreMoveRow, error: string): Promise<void> {
    this.#logger.error({ 'event.action': 'store.move_failed', 'error.message': error }, 'the move between stores has come to nothing; the files stay where they are');
    await this.#transactions.run(async transaction => {
      await transaction.execute(move.end, { move_id: row.move_id, stage: 'failed', error, now: later(0) });
      await transaction.execute(move.doomAll, {});
    });
  }

  #held({ move_id }: StoreMoveRow): { readonly move_id: string; readonly holder: string } {
    return { move_id, holder: this.#holder };
  }
}

/** Why it does not go on, in words of ours: nothing that a driver or a server might quote. */
function reasonOf(error: unknown): string {
  if (error instanceof AuroraError) {
    const { cause } = error;
    return cause instanceof Error && (cause.name === 'StoreError' || cause.message.startsWith('the file store: ')) ? cause.message.slice(0, 900) : error.message;
  }
  return `${(error as Error).name} ${String((error as { code?: unknown }).code ?? '')}`.trim();
}
