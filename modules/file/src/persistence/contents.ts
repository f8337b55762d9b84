import { AuroraError } from '@aurora/kernel';
import type { Queries, Transaction, Transactions } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import { contentPath } from '../store/content-path.ts';
import type { Incoming } from '../store/file-store.ts';
import type { Stores } from '../store/stores.ts';
import * as content from './content-statements.ts';
import { placeFor, placesOf, type Place } from './places.ts';

/** Bytes that lie in a store already, where nobody can change them. */
export interface Lying extends Place {
  /** Gives them to the content that is made of them, in the transaction that makes it. Rejects where that is not to be any more. */
  readonly handOver: (transaction: Transaction) => Promise<void>;
}

/** How long an upload may stay between its bytes and its file before it is taken for dead, in milliseconds. */
const patience = 3_600_000;

/** How often an upload tries to count itself in. */
const joins = 5;

/** The number of the store in use. */
const currentStore = async (transaction: Transaction): Promise<number> => Number((await transaction.first(content.current, {}))?.current_store ?? 0);

const cutoff = (): string => new Date(Date.now() - patience).toISOString();

/**
 * Which bytes lie where in the store, and how many files have them.
 *
 * An upload first counts itself on the content's row, then places the bytes, then turns its count into a file's in the transaction
 * that makes the file. Content that nobody counts on is given up by taking its digest away, in one conditional update, before the
 * bytes go; an upload that comes later makes new content under another path. So whatever crashes, stops or runs late between two
 * steps, in whatever process, bytes that a file has are never removed, and bytes that none has always have a row that tells of them.
 */
export class Contents {
  readonly #transactions: Transactions;
  readonly #queries: Queries;
  readonly #stores: Stores;
  readonly #logger: Logger;
  readonly #scanned: boolean;

  /** `scanned`: new content waits for a scanner. */
  constructor(transactions: Transactions, queries: Queries, stores: Stores, logger: Logger, scanned: boolean) {
    this.#transactions = transactions;
    this.#queries = queries;
    this.#stores = stores;
    this.#logger = logger;
    this.#scanned = scanned;
  }

  /**
   * Puts the bytes where they belong and answers the path that names them. Then the caller must `keep` or `abandon` them. New content
   * stays where the bytes are `lying`, if that is in the store in use.
   */
  async add(incoming: Incoming, lying?: Lying): Promise<string> {
    const { path, place } = await this.#join(incoming, lying);
    try {
      await (await this.#stores.at(place.store)).place(incoming, place.path);
    } catch (error) {
      await this.abandon(path);
      throw error;
    }
    return path;
  }

  /** Counts a new file on the content, in the transaction that makes the file. */
  async keep(transaction: Transaction, path: string): Promise<void> {
    if (await transaction.execute(content.keep, { path }) === 0) throw new AuroraError('UNAVAILABLE', 'The upload took too long to finish; try again.', { retryAfter: 1 });
  }

  /** Takes a file off the content, in the transaction that removes the file. Afterwards the caller must `collect`. */
  async release(transaction: Transaction, path: string): Promise<void> {
    await transaction.execute(content.release, { path });
  }

  /** Takes back what `add` has counted; never fails, for a later collection can do it. */
  async abandon(path: string): Promise<void> {
    await this.#quietly(path, async () => {
      await this.#transactions.run(transaction => transaction.execute(content.leave, { path }));
      await this.#remove(path);
    });
  }

  /** Removes the content if no file has it; never fails, for a later collection can do it. */
  async collect(path: string): Promise<void> {
    await this.#quietly(path, () => this.#remove(path));
  }

  /** Removes a batch of what nobody has and nobody removed. */
  async collectAll(): Promise<void> {
    const rows = [...await this.#queries.allOf(content.givenUp, {}), ...await this.#queries.allOf(content.unused, { cutoff: cutoff() })];
    for (const { path } of rows) await this.collect(path);
  }

  /** Notes bytes that no content tells of and none will, in the transaction that decides so. Afterwards the caller may `clear`. */
  async doom(transaction: Transaction, { path, store }: Place): Promise<void> {
    await transaction.execute(content.note, { path, store, doomed: 1 });
  }

  /** Removes a batch of bytes that no content tells of and none will. */
  async clear(): Promise<void> {
    for (const { path, store } of await this.#queries.allOf(content.doomed, {})) {
      await this.#quietly(path, async () => {
        await (await this.#stores.at(Number(store))).remove(path);
        await this.#transactions.run(transaction => transaction.execute(content.unnote, { path, doomed: 1 }));
      });
    }
  }

  async #join({ sha256, size }: Incoming, lying: Lying | undefined): Promise<{ readonly path: string; readonly place: Place }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#transactions.run(async transaction => {
          const now = new Date().toISOString();
          const known = await transaction.execute(content.join, { sha256, now }) > 0;
          const current = await currentStore(transaction);
          const stays = !known && lying?.store === current ? lying : undefined;
          await stays?.handOver(transaction);
          if (!known) await transaction.execute(content.insert, { path: stays?.path ?? contentPath(sha256), sha256, size, now, store: current, scan_status: this.#scanned ? 'pending' : 'none' });
          const row = (await transaction.first(content.bySha256, { sha256 }))!;
          return { path: row.path, place: placeFor(row, current) };
        });
      } catch (error) {
        // Uploads of the same bytes keep coming and going between our look and our insert.
        if (attempt === joins || !(error instanceof AuroraError && error.code === 'CONFLICT')) throw error;
      }
    }
  }

  async #remove(path: string): Promise<void> {
    const given = await this.#transactions.run(async transaction => {
      await transaction.execute(content.giveUp, { path, cutoff: cutoff() });
      const row = await transaction.first(content.byPath, { path });
      if (row?.sha256 !== null) return undefined;
      const place = placeFor(row, await currentStore(transaction));
      return { place, others: placesOf(row).filter(other => other.path !== place.path) };
    });
    if (!given) return;
    const { others, place } = given;
    await (await this.#stores.at(place.store)).remove(place.path);
    // A store that is out of use may be away for good: what it has is noted, and waits.
    await this.#transactions.run(async transaction => {
      if (await transaction.execute(content.forget, { path }) === 0) return;
      for (const other of others) await this.doom(transaction, other);
    });
    if (others.length > 0) await this.clear();
  }

  async #quietly(path: string, work: () => Promise<void>): Promise<void> {
    await work().catch(error => this.#logger.warn({ 'event.action': 'remove content', 'file.path': path, ...errorFields(error) }, 'content stays until the next collection'));
  }
}
