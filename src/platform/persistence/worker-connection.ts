import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/core';
import { CompiledQuery, type Kysely } from 'kysely';
import { identityOf } from './process-identity.ts';
import { endIfItBlocks } from './standing-writer.ts';
import type { Transactions } from './transactions.ts';

/** Name of the lock that the connection of a holder has on the server; nobody waits for it, it only says whose connection that is. */
export const connectionLock = (holder: string): string => `aurora:${holder}`;

/** Where a host does what one host does for all, so that who takes over can end what the host before has begun. */
export interface WorkerConnection {
  readonly transactions: Transactions;
  /** The name under which this host is to hold its leases: others find by it what they have to end. */
  readonly holder: string;
  /**
   * Makes way for who takes over from a holder whose lease has run out, where nothing can be written before: on SQLite, ends the process that
   * stands still in a transaction. Answers whether it has ended one.
   */
  free(holder: string): Promise<boolean>;
  /** Ends what a holder from whom the lease has been taken may have begun. */
  end(holder: string): Promise<void>;
  close(): Promise<void>;
}

/** On SQLite: that of all, since nobody else writes meanwhile. A transaction ends with its process. */
export const sharedConnection = (transactions: Transactions, file: string): WorkerConnection => ({
  transactions, holder: identityOf(process.pid) ?? randomUUID(),
  free: holder => endIfItBlocks(file, holder),
  end: async () => undefined,
  close: async () => undefined,
});

/** On a server: one connection, beside the others, through which `client` can find that of another holder, and end it with whatever transaction is open there. */
export const ownConnection = (holder: string, orm: MikroORM, transactions: Transactions, client: () => Kysely<unknown>): WorkerConnection => ({
  transactions, holder,
  free: async () => false,
  async end(other) {
    if (other === '' || other === holder) return;
    const found = await client().executeQuery(CompiledQuery.raw('select is_used_lock(?) as connection', [connectionLock(other)]));
    const connection = Number((found.rows[0] as { readonly connection: unknown } | undefined)?.connection);
    // It may have ended by itself meanwhile.
    if (connection > 0) await client().executeQuery(CompiledQuery.raw(`kill ${connection}`)).catch(() => undefined);
  },
  close: () => orm.close(true),
});
