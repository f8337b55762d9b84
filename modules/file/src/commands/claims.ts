import { type Handlers } from '@aurora/kernel';
import { type Commands, prepare } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import { expiry } from '../domain/stored-file.ts';
import { fileAnswer, shown } from '../domain/wire.ts';
import { quarantined } from '../scanning/scan-state.ts';
import type { FileTables } from '../persistence/tables.ts';

type Contract = typeof fileContract;
type Key = { id: string; holder: string };

const find = prepare<FileTables, Key>()((db, { id, holder }) => db.selectFrom('claim').select('holder').where('file_id', '=', id).where('holder', '=', holder));
const insert = prepare<FileTables, Key & { now: string }>()((db, { id, holder, now }) => db.insertInto('claim').values({ file_id: id, holder, created_at: now }));
const remove = prepare<FileTables, Key>()((db, { id, holder }) => db.deleteFrom('claim').where('file_id', '=', id).where('holder', '=', holder));
const countIn = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.updateTable('file').set(row => ({ claims: row('claims', '+', 1), status: 'claimed' as const, expires_at: null })).where('id', '=', id));
const countOut = prepare<FileTables, { id: string }>()((db, { id }) => db.updateTable('file').set(row => ({ claims: row('claims', '-', 1) })).where('id', '=', id));
const restage = prepare<FileTables, { id: string; expires_at: string }>()((db, { id, expires_at }) =>
  db.updateTable('file').set({ status: 'staged', expires_at }).where('id', '=', id).where('claims', '=', 0));

export const claim = (commands: Commands): Handlers<Contract>['claim'] => ({ id, holder }, context) =>
  commands.run(context, 'file.claim', { id, holder }, async ({ now, transaction }) => {
    if (!await transaction.first(find, { id, holder })) {
      // Counting first: it fails if the file has gone, and makes a removal that runs now fail.
      if (await transaction.execute(countIn, { id }) === 0) throw noSuchFile();
      await transaction.execute(insert, { id, holder, now });
    }
    const file = (await transaction.first(shown, { id }))!;
    if (file.scan_status === 'infected') throw quarantined();
    return fileAnswer(file);
  });

/** The last claim's end makes the file staged again, with all the time that a new one has. */
export const unclaim = (commands: Commands, settings: Settings): Handlers<Contract>['unclaim'] => ({ id, holder }, context) =>
  commands.run(context, 'file.unclaim', { id, holder }, async ({ now, transaction }) => {
    if (await transaction.execute(remove, { id, holder }) === 0) return;
    await transaction.execute(countOut, { id });
    await transaction.execute(restage, { id, expires_at: expiry(now, settings.FILE_STAGED_TTL) });
  });
