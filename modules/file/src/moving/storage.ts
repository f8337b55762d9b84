import { randomUUID } from 'node:crypto';
import { AuroraError, validationFailed, type CallContext } from '@aurora/kernel';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { Storage } from '@aurora/platform/storage';
import type { StoreMoveRow } from '../persistence/tables.ts';
import { contentPath } from '../store/content-path.ts';
import { openStore, StoreError } from '../store/open-store.ts';
import type { Spool } from '../store/spool.ts';
import { AddressError, parseStoreAddress, type StorePlace } from '../store/store-address.ts';
import type { Stores } from '../store/stores.ts';
import * as move from './move-statements.ts';

const nobody = '-';
const conflict = (message: string, cause?: unknown): AuroraError => new AuroraError('CONFLICT', message, { cause });

/** What a store is tried with. */
async function* probe(): AsyncIterable<Uint8Array> { yield Buffer.from('aurora'); }

interface StorageOptions {
  readonly transactions: Transactions;
  readonly queries: Queries;
  readonly stores: Stores;
  readonly spool: Spool;
  readonly settings: Pick<Settings, 'DATA_DIR'>;
}

/** What operators ask of the stores of files: where they are, and to move them. The work is done by the `Mover` of some host. */
export function fileStorage({ queries, settings, spool, stores, transactions }: StorageOptions): Storage {
  const read = async (): Promise<StoreMoveRow | undefined> => queries.firstOf(move.readMove, {});
  const addressOf = async (id: number): Promise<string> => (await stores.placeOf(id)).address;

  async function targetOf(to: string | undefined, before: StoreMoveRow | undefined): Promise<StorePlace> {
    if (to !== undefined) {
      try {
        return parseStoreAddress(to);
      } catch (error) {
        throw error instanceof AddressError ? validationFailed([{ path: 'to', code: 'invalid_address', message: error.message }]) : error;
      }
    }
    if (before === undefined || before.origin === null) throw conflict('The files have never been anywhere else: there is no way back.');
    return stores.placeOf(Number(before.origin));
  }

  /** Puts something there, reads it back and removes it. */
  async function attempt(place: StorePlace): Promise<void> {
    try {
      const store = await openStore(place, settings.DATA_DIR);
      const incoming = await spool.receive(probe(), 100);
      try {
        const path = contentPath(incoming.sha256);
        await store.place(incoming, path);
        const there = await store.has(path, incoming.size);
        await store.remove(path);
        if (!there) throw new StoreError(`The file store ${place.address} does not keep what it is given.`);
      } finally {
        await incoming.discard();
        store.close();
      }
    } catch (error) {
      if (error instanceof StoreError) throw conflict(error.message, error);
      if (error instanceof AuroraError && error.code === 'UNAVAILABLE') throw conflict(`Nothing can be put into the file store ${place.address}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}.`, error);
      throw error;
    }
  }

  /** The place to which files would go. Rejects where there is none, where they are there, or where another move goes on; undefined: that very move does. */
  async function destination(to: string | undefined, before: StoreMoveRow | undefined): Promise<StorePlace | undefined> {
    const place = await targetOf(to, before);
    if (before?.stage === 'copying') {
      const going = await addressOf(Number(before.target));
      if (going === place.address) return undefined;
      throw conflict(`The files are on their way to ${going}.`);
    }
    const current = await addressOf(Number(before?.current_store ?? 0));
    if (current === place.address) throw conflict(`The files are at ${current} already.`);
    await attempt(place);
    return place;
  }

  async function numberOf({ address }: StorePlace): Promise<number> {
    if ((await stores.placeOf(0)).address === address) return 0;
    return transactions.run(async transaction => {
      const known = await transaction.first(move.storeAt, { address });
      if (known) return Number(known.id);
      const id = Number((await transaction.first(move.lastStore, {}))?.id ?? 0) + 1;
      await transaction.execute(move.addStore, { id, address });
      return id;
    });
  }

  return {
    async status() {
      const row = await read();
      const store = await addressOf(Number(row?.current_store ?? 0));
      if (!row) return { module: 'file', store, origin: null, move: null };
      const origin = row.origin === null ? null : Number(row.origin);
      const waiting = row.stage === 'arrived' ? Number((await queries.firstOf(move.countMissing, { target: Number(row.target) }))?.contents ?? 0) : 0;
      const copied = { contents: Number(row.copied), bytes: Number(row.copied_bytes) };
      return {
        module: 'file', store, origin: origin === null ? null : await addressOf(origin),
        move: {
          id: row.move_id, to: await addressOf(Number(row.target)), stage: row.stage, number: Number(row.number), error: row.error, copied,
          total: { contents: Math.max(Number(row.total), copied.contents), bytes: Math.max(Number(row.total_bytes), copied.bytes) }, waiting,
          started_by: row.started_by, started_at: row.started_at, updated_at: row.updated_at,
        },
      };
    },
    async check(to) {
      await destination(to, await read());
    },
    async start(to, { principal }: CallContext) {
      const before = await read();
      // Asked for again, as by a command that was killed: the files have come back.
      if (to === undefined && before?.stage === 'arrived' && Number(before.back) === 1) return;
      const place = await destination(to, before);
      if (!place) return;
      const target = await numberOf(place);
      await transactions.run(async transaction => {
        const now = new Date().toISOString();
        const last = await transaction.first(move.readMove, {});
        if (last?.move_id !== before?.move_id || last?.stage !== before?.stage) throw conflict('Another move has begun.');
        const amount = await transaction.first(move.amount, {});
        await transaction.execute(move.forgetMove, {});
        await transaction.execute(move.beginMove, {
          id: 1, move_id: randomUUID(), number: Number(last?.number ?? 0) + 1, stage: 'copying', back: to === undefined ? 1 : 0, current_store: Number(last?.current_store ?? 0),
          origin: last?.origin ?? null, target, reached: '', total: Number(amount?.contents ?? 0), total_bytes: Number(amount?.bytes ?? 0), copied: 0, copied_bytes: 0, error: null,
          holder: nobody, held_until: now, started_by: principal.id, started_at: now, updated_at: now,
        });
      });
    },
    async cancel() {
      const row = await read();
      const now = new Date().toISOString();
      const ended = row?.stage === 'copying' && await transactions.run(transaction => transaction.execute(move.end, { move_id: row.move_id, stage: 'cancelled', error: null, now })) > 0;
      if (!ended) throw conflict('No move goes on.');
      await transactions.run(transaction => transaction.execute(move.doomAll, {}));
    },
  };
}
