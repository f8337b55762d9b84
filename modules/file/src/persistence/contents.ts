import { AuroraError } from '@aurora/kernel';
import type { Queries, Transaction, Transactions } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { FileStore, Incoming } from '../store/file-store.ts';
import * as content from './content-statements.ts';

/** How long an upload may stay between its bytes and its file before it is taken for dead, in milliseconds. */
const patience = 3_600_000;

/** How often an upload tries to count itself in. */
const joins = 5;

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
  readonly #store: FileStore;
  readonly #logger: Logger;

  constructor(transactions: Transactions, queries: Queries, store: FileStore, logger: Logger) {
    this.#transactions = transactions;
    this.#queries = queries;
    this.#store = store;
    this.#logger = logger;
  }

  /** Puts the bytes where they belong and answers the path. Then the caller must `keep` or `abandon` them. */
  async add(incoming: Incoming): Promise<string> {
    const path = await this.#join(incoming);
    try {
      await this.#store.place(incoming, path);
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

  async #join({ sha256, size }: Incoming): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#transactions.run(async transaction => {
          const now = new Date().toISOString();
          const known = await transaction.execute(content.join, { sha256, now }) > 0;
          if (!known) await transaction.execute(content.insert, { path: this.#store.pathFor(sha256), sha256, size, now });
          return (await transaction.first(content.pathOf, { sha256 }))!.path;
        });
      } catch (error) {
        // Uploads of the same bytes keep coming and going between our look and our insert.
        if (attempt === joins || !(error instanceof AuroraError && error.code === 'CONFLICT')) throw error;
      }
    }
  }

  async #remove(path: string): Promise<void> {
    const stays = await this.#transactions.run(async transaction => {
      await transaction.execute(content.giveUp, { path, cutoff: cutoff() });
      return await transaction.first(content.alive, { path }) !== undefined;
    });
    if (stays) return;
    await this.#store.remove(path);
    await this.#transactions.run(transaction => transaction.execute(content.forget, { path }));
  }

  async #quietly(path: string, work: () => Promise<void>): Promise<void> {
    await work().catch(error => this.#logger.warn({ 'event.action': 'remove content', 'file.path': path, ...errorFields(error) }, 'content stays until the next collection'));
  }
}
