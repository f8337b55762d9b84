import { prepare } from '@aurora/platform/persistence';
import type { DownloadGrant } from '../../contract/index.ts';
import type { FileTables, GrantRow } from './tables.ts';

type Key = { readonly id: string; readonly file_id: string };
type Page = { readonly file_id: string; readonly now: string; readonly before: string; readonly count: number };

const columns = ['id', 'file_id', 'sha256', 'disposition', 'uses', 'max_uses', 'created_by', 'created_at', 'expires_at', 'revoked_at'] as const;

/** Sorts after every id. */
export const afterAll = '~';

export const insertGrant = prepare<FileTables, GrantRow>()((db, row) => db.insertInto('download_grant').values({
  id: row.id, file_id: row.file_id, sha256: row.sha256, disposition: row.disposition, uses: row.uses, max_uses: row.max_uses,
  created_by: row.created_by, created_at: row.created_at, expires_at: row.expires_at, revoked_at: row.revoked_at,
}));
export const grantById = prepare<FileTables, Key>()((db, { file_id, id }) => db.selectFrom('download_grant').select(columns).where('id', '=', id).where('file_id', '=', file_id));
export const liveGrants = prepare<FileTables, Page>()((db, { before, count, file_id, now }) =>
  db.selectFrom('download_grant').select(columns).where('file_id', '=', file_id).where('id', '<', before).where('expires_at', '>', now).orderBy('id', 'desc').limit(count));
export const revoke = prepare<FileTables, Key & { readonly now: string }>()((db, { file_id, id, now }) =>
  db.updateTable('download_grant').set({ revoked_at: now }).where('id', '=', id).where('file_id', '=', file_id).where('revoked_at', 'is', null));
/** Counts one use; changes no row where there is none left. */
export const countUse = prepare<FileTables, Key & { readonly now: string }>()((db, { file_id, id, now }) =>
  db.updateTable('download_grant').set(row => ({ uses: row('uses', '+', 1) })).where('id', '=', id).where('file_id', '=', file_id)
    .where('revoked_at', 'is', null).where('expires_at', '>', now).where(({ eb, or, ref }) => or([eb('max_uses', 'is', null), eb('uses', '<', ref('max_uses'))])));
export const grantsOf = prepare<FileTables, { readonly file_id: string }>()((db, { file_id }) => db.deleteFrom('download_grant').where('file_id', '=', file_id));
export const ended = prepare<FileTables, { readonly now: string }>()((db, { now }) => db.deleteFrom('download_grant').where('expires_at', '<=', now));

export const grantAnswer = (row: GrantRow): DownloadGrant => ({ ...row, uses: Number(row.uses), max_uses: row.max_uses === null ? null : Number(row.max_uses) });
