import { prepare } from '@aurora/platform/persistence';
import type { FileTables } from './tables.ts';

/** Rows that one collection takes. */
const batch = 100;

type Path = { path: string };

/** An upload counts on content that is there. */
export const join = prepare<FileTables, { sha256: string; now: string }>()((db, { sha256, now }) =>
  db.updateTable('content').set(row => ({ uploads: row('uploads', '+', 1), awaited_at: now })).where('sha256', '=', sha256));
/** Content that was not there, with the upload that counts on it. */
export const insert = prepare<FileTables, { path: string; sha256: string; size: number; now: string }>()((db, { path, sha256, size, now }) =>
  db.insertInto('content').values({ path, sha256, size, files: 0, uploads: 1, awaited_at: now }));
export const pathOf = prepare<FileTables, { sha256: string }>()((db, { sha256 }) => db.selectFrom('content').select('path').where('sha256', '=', sha256));
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
export const alive = prepare<FileTables, Path>()((db, { path }) => db.selectFrom('content').select('path').where('path', '=', path).where('sha256', 'is not', null));
export const forget = prepare<FileTables, Path>()((db, { path }) => db.deleteFrom('content').where('path', '=', path).where('sha256', 'is', null));

/** Content to be removed from the store. */
export const givenUp = prepare<FileTables, object>()(db => db.selectFrom('content').select('path').where('sha256', 'is', null).limit(batch));
/** Content to be given up. */
export const unused = prepare<FileTables, { cutoff: string }>()((db, { cutoff }) =>
  db.selectFrom('content').select('path').where('files', '=', 0).where('sha256', 'is not', null).where(row => row.or([row('uploads', '<=', 0), row('awaited_at', '<', cutoff)])).limit(batch));
