import type { MikroORM } from '@mikro-orm/core';
import { CompiledQuery, type Kysely } from 'kysely';
import type { Transactions } from './transactions.ts';

/** Name of the lock that the connection of a holder has on the server; nobody waits for it, it only says whose connection that is. */
export const connectionLock = (holder: string): string => `aurora:${holder}`;

/** Where a host does what one host does for all, so that who takes over can end what the host before has begun. */
export class WorkerConnection {
  readonly transactions: Transactions;
  readonly #orm: MikroORM | undefined;
  readonly #client: (() => Kysely<unknown>) | undefined;

  private constructor(transactions: Transactions, orm?: MikroORM, client?: () => Kysely<unknown>) {
    this.transactions = transactions;
    this.#orm = orm;
    this.#client = client;
  }

  /** On SQLite, where a transaction ends with its process and nobody else writes meanwhile. */
  static shared(transactions: Transactions): WorkerConnection {
    return new WorkerConnection(transactions);
  }

  /** On a server: one connection, beside the others, through which `client` can find that of another holder. */
  static own(orm: MikroORM, transactions: Transactions, client: () => Kysely<unknown>): WorkerConnection {
    return new WorkerConnection(transactions, orm, client);
  }

  /** Ends the connection of another holder, and with it whatever transaction is open there; without effect where there is none. */
  async end(holder: string): Promise<void> {
    if (!this.#client || holder === '') return;
    const found = await this.#client().executeQuery(CompiledQuery.raw('select is_used_lock(?) as connection', [connectionLock(holder)]));
    const connection = Number((found.rows[0] as { readonly connection: unknown } | undefined)?.connection);
    // It may have ended by itself meanwhile.
    if (connection > 0) await this.#client().executeQuery(CompiledQuery.raw(`kill ${connection}`)).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#orm?.close(true);
  }
}
