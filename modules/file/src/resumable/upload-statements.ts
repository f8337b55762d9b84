import { prepare } from '@aurora/platform/persistence';
import type { FileTables, UploadPartRow, UploadRow } from '../persistence/tables.ts';

/** Rows that one round of housekeeping takes. */
const batch = 100;

type Id = { readonly id: string };
type Advance = Id & { readonly owner: string; readonly from: number; readonly to: number };

export const insert = prepare<FileTables, Omit<UploadRow, 'state' | 'received' | 'file_id' | 'direct_copy'>>()((db, row) => db.insertInto('resumable_upload').values({
  id: row.id, state: 'open', owner: row.owner, size: row.size, received: 0, name: row.name, metadata: row.metadata, repr_digest: row.repr_digest, file_id: null,
  created_at: row.created_at, expires_at: row.expires_at, direct_store: row.direct_store, direct_path: row.direct_path, direct_until: row.direct_until, direct_copy: null,
}));
const findWhere = (path: 'is' | 'is not') => prepare<FileTables, Id & { readonly owner: string; readonly now: string }>()((db, { id, now, owner }) =>
  db.selectFrom('resumable_upload').selectAll().where('id', '=', id).where('owner', '=', owner).where('state', '<>', 'gone').where('expires_at', '>', now).where('direct_path', path, null));
/** An upload as its principal may see it, by its kind. */
export const find = { tus: findWhere('is'), direct: findWhere('is not') } as const;
/** The one decision between two who go on at once: changes a row only where nobody else has gone on from there. */
export const advance = prepare<FileTables, Advance>()((db, { from, id, owner, to }) =>
  db.updateTable('resumable_upload').set({ received: to }).where('id', '=', id).where('owner', '=', owner).where('state', '=', 'open').where('received', '=', from));
/** The same for the last bytes, with the file that they make. */
export const finish = prepare<FileTables, Advance & { readonly file_id: string }>()((db, { file_id, from, id, owner, to }) =>
  db.updateTable('resumable_upload').set({ received: to, state: 'done', file_id }).where('id', '=', id).where('owner', '=', owner).where('state', '=', 'open').where('received', '=', from));
export const giveUp = prepare<FileTables, Id>()((db, { id }) => db.updateTable('resumable_upload').set({ state: 'gone' }).where('id', '=', id).where('state', '=', 'open'));
export const overdue = prepare<FileTables, { readonly now: string }>()((db, { now }) =>
  db.selectFrom('resumable_upload').select(['id', 'owner', 'size']).where('state', '=', 'open').where('expires_at', '<=', now).orderBy('expires_at').limit(batch));

export const insertPart = prepare<FileTables, UploadPartRow>()((db, { path, size, start, upload_id }) => db.insertInto('upload_part').values({ upload_id, start, size, path }));
export const deletePart = prepare<FileTables, Pick<UploadPartRow, 'upload_id' | 'start' | 'path'>>()((db, { path, start, upload_id }) =>
  db.deleteFrom('upload_part').where('upload_id', '=', upload_id).where('start', '=', start).where('path', '=', path));
export const partsOf = prepare<FileTables, Id>()((db, { id }) => db.selectFrom('upload_part').selectAll().where('upload_id', '=', id).orderBy('start'));
export const lastPart = prepare<FileTables, Id>()((db, { id }) => db.selectFrom('upload_part').selectAll().where('upload_id', '=', id).orderBy('start', 'desc').limit(1));
/** Parts that nobody needs any more. */
export const spentParts = prepare<FileTables, object>()(db => db.selectFrom('resumable_upload').innerJoin('upload_part', 'upload_part.upload_id', 'resumable_upload.id')
  .select(['upload_part.upload_id', 'upload_part.start', 'upload_part.path']).where('resumable_upload.state', 'in', ['done', 'gone']).limit(batch));
/** Uploads that are over, with nothing left of them, nor of what a client may still send to a store. */
export const forget = prepare<FileTables, { readonly now: string }>()((db, { now }) => db.deleteFrom('resumable_upload')
  .where(({ and, eb, or }) => or([eb('state', '=', 'gone'), and([eb('state', '=', 'done'), eb('expires_at', '<=', now)])]))
  .where('direct_until', 'is', null).where('direct_copy', 'is', null)
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('upload_part').select('upload_part.start').whereRef('upload_part.upload_id', '=', 'resumable_upload.id')))));
