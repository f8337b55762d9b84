import { AuroraError } from '@aurora/kernel';
import { prepare, type Transaction } from '@aurora/platform/persistence';
import type { FileTables } from './tables.ts';

/** Bytes that files may take; undefined: any number. */
export interface Quota {
  /** Those of one principal. */
  readonly own: number | undefined;
  readonly total: number | undefined;
}

const all = 'all';

/** Names what a principal takes. */
export const scopeOf = (owner: string): string => `of:${owner}`;

const begin = prepare<FileTables, { scope: string }>()((db, { scope }, dialect) => {
  const insert = db.insertInto('file_usage').values({ scope, files: 0, bytes: 0 });
  return dialect === 'mysql' ? insert.ignore() : insert.orIgnore();
});
const add = prepare<FileTables, { scope: string; size: number; most: number }>()((db, { most, scope, size }) =>
  db.updateTable('file_usage').set(row => ({ files: row('files', '+', 1), bytes: row('bytes', '+', size) })).where('scope', '=', scope).where('bytes', '<=', most));
const subtract = prepare<FileTables, { scope: string; size: number }>()((db, { scope, size }) =>
  db.updateTable('file_usage').set(row => ({ files: row('files', '-', 1), bytes: row('bytes', '-', size) })).where('scope', '=', scope));
export const usageOf = prepare<FileTables, { scope: string }>()((db, { scope }) => db.selectFrom('file_usage').select(['files', 'bytes']).where('scope', '=', scope));

/** Takes room for a file, in the transaction that makes it. Rejects with `INSUFFICIENT_STORAGE` where there is not as much left, and takes none. */
export async function takeRoom(transaction: Transaction, owner: string, size: number, quota: Quota): Promise<void> {
  const left = (most: number | undefined): number => (most ?? Number.MAX_SAFE_INTEGER) - size;
  if (owner !== '') {
    const row = { scope: scopeOf(owner), size, most: left(quota.own) };
    let added = await transaction.execute(add, row);
    if (added === 0 && await transaction.first(usageOf, row) === undefined) {
      // Not each time: where the row is there, a server locks it for reading first, and two who then write wait for each other.
      await transaction.execute(begin, row);
      added = await transaction.execute(add, row);
    }
    if (added === 0) {
      const used = Number((await transaction.first(usageOf, row))?.bytes ?? 0);
      throw new AuroraError('INSUFFICIENT_STORAGE', `Your files may take ${quota.own} bytes, and take ${used} already.`, { details: { quota: quota.own, used } });
    }
  }
  // What others have is nobody's business.
  if (await transaction.execute(add, { scope: all, size, most: left(quota.total) }) === 0) throw new AuroraError('INSUFFICIENT_STORAGE');
}

/** Gives the room of a file back, in the transaction that removes it. */
export async function giveRoom(transaction: Transaction, owner: string, size: number): Promise<void> {
  if (owner !== '') await transaction.execute(subtract, { scope: scopeOf(owner), size });
  await transaction.execute(subtract, { scope: all, size });
}
