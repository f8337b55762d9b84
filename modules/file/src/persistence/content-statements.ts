import { prepare } from '@aurora/platform/persistence';
import type { FileTables, LooseRow } from './tables.ts';

/** Rows that one collection takes. */
const batch = 100;

type Path = { path: string };

/** An upload counts on content that is there. */
export const join = prepare<FileTables, { sha256: string; now: string }>()((db, { sha256, now }) =>
  db.updateTable('content').set(row => ({ uploads: row('uploads', '+', 1), awaited_at: now })).where('sha256', '=', sha256));
/** Content that was not there, with the upload that counts on it. */
export const insert = prepare<FileTables, { path: string; sha256: string; size: number; now: string; store: number; scan_status: 'none' | 'pending' }>()((db, { path, sha256, size, now, scan_status, store }) =>
  db.insertInto('content').values({ path, sha256, size, files: 0, uploads: 1, awaited_at: now, store, scan_status, scan_due: now }));
/** Where content lies, as `placeFor` reads it. */
export const placed = ['path', 'store', 'store_path', 'copy_store', 'copy_path'] as const;
export const bySha256 = prepare<FileTables, { sha256: string }>()((db, { sha256 }) => db.selectFrom('content').select([...placed, 'size']).where('sha256', '=', sha256));
export const byPath = prepare<FileTables, Path>()((db, { path }) => db.selectFrom('content').select([...placed, 'sha256']).where('path', '=', path));
/** The store in use; no row: the one that AURORA_FILE_STORE names. */
export const current = prepare<FileTables, object>()(db => db.selectFrom('store_move').select('current_store').where('id', '=', 1));
/** The upload has become a file. */
export const keep = prepare<FileTables, Path>()((db, { path }) =>
  db.updateTable('content').set(row => ({ files: row('files', '+', 1), uploads: row('uploads', '-', 1) })).where('path', '=', path).where('sha256', 'is not', null));
/** A file of it has gone. */
export const release = prepare<FileTables, Path>()((db, { path }) =>
  db.updateTable('content').set(row => ({ files: row('files', '-', 1) })).where('path', '=', path));
/** An upload does not count on it any more. */
export const leave = prepare<FileTables, Path>()((db, { path }) =>
  db.updateTable('content').set(row => ({ uploads: row('uploads', '-', 1) })).where('path', '=', path).where('uploads', '>', 0));

/** The one decision that content may go: nobody has it, and no upload that is still alive counts on it. */
export const giveUp = prepare<FileTables, { path: string; cutoff: string }>()((db, { path, cutoff }) =>
  db.updateTable('content').set({ sha256: null }).where('path', '=', path).where('files', '=', 0).where(row => row.or([row('uploads', '<=', 0), row('awaited_at', '<', cutoff)])));
export const forget = prepare<FileTables, Path>()((db, { path }) => db.deleteFrom('content').where('path', '=', path).where('sha256', 'is', null));

/** Content to be removed from the store. */
export const givenUp = prepare<FileTables, object>()(db => db.selectFrom('content').select('path').where('sha256', 'is', null).limit(batch));
/** Content to be given up. */
export const unused = prepare<FileTables, { cutoff: string }>()((db, { cutoff }) =>
  db.selectFrom('content').select('path').where('files', '=', 0).where('sha256', 'is not', null).where(row => row.or([row('uploads', '<=', 0), row('awaited_at', '<', cutoff)])).limit(batch));

/** Bytes that no content tells of. */
export const note = prepare<FileTables, LooseRow>()((db, { doomed, path, store }) => db.insertInto('loose_content').values({ path, store, doomed }));
export const doomed = prepare<FileTables, object>()(db => db.selectFrom('loose_content').select(['path', 'store']).where('doomed', '=', 1).limit(batch));
export const unnote = prepare<FileTables, Path & { doomed: number }>()((db, { path, doomed: is }) => db.deleteFrom('loose_content').where('path', '=', path).where('doomed', '=', is));
