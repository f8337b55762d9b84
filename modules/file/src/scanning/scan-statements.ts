import { prepare } from '@aurora/platform/persistence';
import type { ExpressionBuilder } from 'kysely';
import { placed } from '../persistence/content-statements.ts';
import type { ContentRow, FileTables } from '../persistence/tables.ts';

/** Rows that one round takes. */
const batch = 20;

type Told = Pick<ContentRow, 'path' | 'scan_status' | 'scan_note' | 'scan_due'> & { readonly now: string };

/** Whether content is a file's. */
const ofFile = ({ exists, selectFrom }: ExpressionBuilder<FileTables, 'content'>) => exists(selectFrom('file').select('file.id').whereRef('file.storage_path', '=', 'content.path'));

/** Content of files that waits for the scanner, what has waited longest first. Parts of uploads are no files. */
export const due = prepare<FileTables, { readonly now: string }>()((db, { now }) => db.selectFrom('content').select(placed)
  .where('scan_status', '=', 'pending').where('scan_due', '<=', now).where('sha256', 'is not', null)
  .where(ofFile)
  .orderBy('scan_due').limit(batch));
/** Content that came while there was no scanner. */
export const neverScanned = prepare<FileTables, { readonly now: string }>()((db, { now }) => db.selectFrom('content').select(placed)
  .where('scan_status', '=', 'none').where('sha256', 'is not', null).where(row => row.or([row('scan_due', 'is', null), row('scan_due', '<=', now)]))
  .where(ofFile)
  .limit(batch));
/** A verdict, or that there is none yet. What is infected stays so. */
export const tell = prepare<FileTables, Told>()((db, { now, path, scan_due, scan_note, scan_status }) =>
  db.updateTable('content').set({ scan_status, scan_note, scan_due, scanned_at: now }).where('path', '=', path).where('scan_status', '<>', 'infected'));
export const later = prepare<FileTables, Pick<ContentRow, 'path' | 'scan_due' | 'scan_note'>>()((db, { path, scan_due, scan_note }) =>
  db.updateTable('content').set({ scan_due, scan_note }).where('path', '=', path).where('scan_status', 'in', ['pending', 'none']));
/** Without a scanner nothing waits for one. */
export const letGo = prepare<FileTables, object>()(db => db.updateTable('content').set({ scan_status: 'none', scan_due: null, scan_note: null }).where('scan_status', '=', 'pending'));

export const counts = prepare<FileTables, object>()(db => db.selectFrom('content').select(({ fn }) => ['scan_status', fn.countAll<number>().as('contents')])
  .where('scan_status', 'in', ['pending', 'infected'])
  .where(ofFile).groupBy('scan_status'));

/** Files whose content is infected and of which nobody has been told. */
export const untold = prepare<FileTables, object>()(db => db.selectFrom('content').innerJoin('file', 'file.storage_path', 'content.path')
  .select(['file.id', 'file.original_name', 'file.sha256', 'file.version', 'content.scan_note'])
  .where('content.scan_status', '=', 'infected').where('file.quarantined_at', 'is', null).limit(batch));
export const quarantine = prepare<FileTables, { readonly id: string; readonly version: number; readonly next: number; readonly now: string }>()((db, { id, next, now, version }) =>
  db.updateTable('file').set({ quarantined_at: now, version: next }).where('id', '=', id).where('version', '=', version).where('quarantined_at', 'is', null));
