import { prepare } from '@aurora/platform/persistence';
import { placed } from '../persistence/content-statements.ts';
import type { FileTables, StoreMoveRow } from '../persistence/tables.ts';

/** Contents that are copied before what has come of them is written down. */
export const pageSize = 16;

const needed = [...placed, 'sha256', 'size'] as const;

export const readMove = prepare<FileTables, object>()(db => db.selectFrom('store_move').selectAll().where('id', '=', 1));
export const storeAt = prepare<FileTables, { address: string }>()((db, { address }) => db.selectFrom('file_store').select('id').where('address', '=', address));
export const lastStore = prepare<FileTables, object>()(db => db.selectFrom('file_store').select(fn => fn.fn.max('id').as('id')));
export const addStore = prepare<FileTables, { id: number; address: string }>()((db, { address, id }) => db.insertInto('file_store').values({ id, address }));
export const amount = prepare<FileTables, object>()(db => db.selectFrom('content').select(({ fn }) => [fn.countAll().as('contents'), fn.sum('size').as('bytes')]).where('sha256', 'is not', null));
export const forgetMove = prepare<FileTables, object>()(db => db.deleteFrom('store_move').where('id', '=', 1));
export const beginMove = prepare<FileTables, StoreMoveRow>()((db, row) => db.insertInto('store_move').values({
  id: row.id, move_id: row.move_id, number: row.number, stage: row.stage, back: row.back, current_store: row.current_store, origin: row.origin, target: row.target, reached: row.reached,
  total: row.total, total_bytes: row.total_bytes, copied: row.copied, copied_bytes: row.copied_bytes, error: row.error, holder: row.holder, held_until: row.held_until,
  started_by: row.started_by, started_at: row.started_at, updated_at: row.updated_at,
}));

type Held = { move_id: string; holder: string };

/** Takes the work, unless another process is at it. */
export const take = prepare<FileTables, Held & { now: string; until: string }>()((db, { holder, move_id, now, until }) =>
  db.updateTable('store_move').set({ holder, held_until: until }).where('id', '=', 1).where('move_id', '=', move_id).where(row => row.or([row('holder', '=', holder), row('held_until', '<', now)])));
/** Goes on with it; no row is changed once another process has it, or it has come to another stage. */
export const advance = prepare<FileTables, Held & { stage: string; until: string; reached: string; copied: number; bytes: number; now: string }>()((db, { bytes, copied, holder, move_id, now, reached, stage, until }) =>
  db.updateTable('store_move').set(row => ({ held_until: until, reached, copied: row('copied', '+', copied), copied_bytes: row('copied_bytes', '+', bytes), error: null, updated_at: now }))
    .where('id', '=', 1).where('move_id', '=', move_id).where('holder', '=', holder).where('stage', '=', stage as 'copying'));
export const complain = prepare<FileTables, Held & { error: string; now: string }>()((db, { error, holder, move_id, now }) =>
  db.updateTable('store_move').set({ error, updated_at: now }).where('id', '=', 1).where('move_id', '=', move_id).where('holder', '=', holder));
/** From here on the target is the store. */
export const arrive = prepare<FileTables, Held & { now: string }>()((db, { holder, move_id, now }) =>
  db.updateTable('store_move').set(row => ({ stage: 'arrived' as const, origin: row.ref('current_store'), current_store: row.ref('target'), error: null, updated_at: now }))
    .where('id', '=', 1).where('move_id', '=', move_id).where('holder', '=', holder).where('stage', '=', 'copying'));
export const end = prepare<FileTables, { move_id: string; stage: string; error: string | null; now: string }>()((db, { error, move_id, now, stage }) =>
  db.updateTable('store_move').set({ stage: stage as 'failed', error, updated_at: now }).where('id', '=', 1).where('move_id', '=', move_id).where('stage', '=', 'copying'));

/** Every content that files have, in order. */
export const pageAfter = prepare<FileTables, { reached: string }>()((db, { reached }) =>
  db.selectFrom('content').select(needed).where('path', '>', reached).where('sha256', 'is not', null).where('files', '>', 0).orderBy('path').limit(pageSize));
/** Content that files have and the target has not. */
export const missingAt = prepare<FileTables, { target: number }>()((db, { target }) =>
  db.selectFrom('content').select(needed).where('sha256', 'is not', null).where('files', '>', 0).where('store', '<>', target)
    .where(row => row.or([row('copy_store', 'is', null), row('copy_store', '<>', target)])).limit(pageSize));
/** The same, with what uploads are bringing. */
export const countMissing = prepare<FileTables, { target: number }>()((db, { target }) =>
  db.selectFrom('content').select(({ fn }) => fn.countAll().as('contents')).where('sha256', 'is not', null).where('store', '<>', target)
    .where(row => row.or([row('copy_store', 'is', null), row('copy_store', '<>', target)])));
export const namesOf = prepare<FileTables, { path: string }>()((db, { path }) => db.selectFrom('file').select('id').where('storage_path', '=', path).orderBy('id').limit(3));

/** The content has come to another place, unless it was given up or has gone elsewhere meanwhile. `was_copy`: -1 for none. */
export const come = prepare<FileTables, { path: string; was_store: number; was_copy: number; store: number; store_path: string; copy_store: number; copy_path: string }>()(
  (db, { copy_path, copy_store, path, store, store_path, was_copy, was_store }) => db.updateTable('content').set({ store, store_path, copy_store, copy_path })
    .where('path', '=', path).where('sha256', 'is not', null).where('store', '=', was_store).where(row => row.fn.coalesce('copy_store', row.lit(-1)), '=', was_copy));
/** What was on its way there for a move that has ended, or for a process that another has followed. */
export const doomAll = prepare<FileTables, object>()(db => db.updateTable('loose_content').set({ doomed: 1 }).where('doomed', '=', 0));
export const doom = prepare<FileTables, { path: string }>()((db, { path }) => db.updateTable('loose_content').set({ doomed: 1 }).where('path', '=', path));
