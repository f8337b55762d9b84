import { prepare } from '@aurora/platform/persistence';
import type { FileTables } from '../persistence/tables.ts';

/** Rows that one round of housekeeping takes. */
const batch = 100;

type Id = { readonly id: string };
type Copy = Id & { readonly copy: string };

export const copyOf = prepare<FileTables, Id>()((db, { id }) => db.selectFrom('resumable_upload').select('direct_copy').where('id', '=', id));
/** It is to be copied there, unless another copy has been noted since; `before`: the one that was, empty for none. */
export const takeUp = prepare<FileTables, Copy & { readonly before: string }>()((db, { before, copy, id }) =>
  db.updateTable('resumable_upload').set({ direct_copy: copy }).where('id', '=', id).where('state', '=', 'open').where(row => row.fn.coalesce('direct_copy', row.val('')), '=', before));
/** The one decision on what a copy becomes: whoever changes the row gives it to content, or dooms it. */
export const letGoOfCopy = prepare<FileTables, Copy>()((db, { copy, id }) => db.updateTable('resumable_upload').set({ direct_copy: null }).where('id', '=', id).where('direct_copy', '=', copy));
/** Nothing more comes. */
export const letGo = prepare<FileTables, Id>()((db, { id }) => db.updateTable('resumable_upload').set({ direct_until: null }).where('id', '=', id).where('direct_until', 'is not', null));
/** Uploads that are over, of which something may lie in a store. */
export const leftBehind = prepare<FileTables, { readonly cutoff: string }>()((db, { cutoff }) =>
  db.selectFrom('resumable_upload').select(['id', 'direct_store', 'direct_path', 'direct_until', 'direct_copy']).where('state', 'in', ['done', 'gone'])
    .where(({ eb, or }) => or([eb('direct_until', '<=', cutoff), eb('direct_copy', 'is not', null)])).limit(batch));
