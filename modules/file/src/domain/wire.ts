import { prepare } from '@aurora/platform/persistence';
import type { FileMetadata } from '../../contract/index.ts';
import type { ContentRow, FileRow, FileTables } from '../persistence/tables.ts';
import { scanAnswer, scanColumns } from '../scanning/scan-state.ts';
import type { StoredFile } from './stored-file.ts';

/** Columns of a file that answers show. */
const shownColumns = ['file.id', 'file.original_name', 'file.file_type', 'file.file_size', 'file.sha256', 'file.status', 'file.created_at', 'file.expires_at'] as const;

/** What answers show of a file. */
export const shown = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.selectFrom('file').innerJoin('content', 'content.path', 'file.storage_path').select([...shownColumns, ...scanColumns]).where('file.id', '=', id));

type Shown = Pick<FileRow, 'id' | 'original_name' | 'file_type' | 'file_size' | 'sha256' | 'status' | 'created_at' | 'expires_at'> & Pick<ContentRow, (typeof scanColumns)[number]>;

/** A file as answers show it. The local store is not public, so no file has a public URL. */
export const fileAnswer = (row: Shown): FileMetadata => ({
  id: row.id, original_name: row.original_name, file_type: row.file_type, file_size: row.file_size, sha256: row.sha256,
  status: row.status, scan: scanAnswer(row), public_url: null, created_at: row.created_at, expires_at: row.expires_at,
});

/** A file that has just been made. Where there is a scanner it waits for it: that others may have the same bytes is nobody's business. */
export const storedFileAnswer = (file: StoredFile, scanned: boolean): FileMetadata => fileAnswer({
  scan_status: scanned ? 'pending' : 'none', scan_note: null, scanned_at: null,
  id: file.id, original_name: file.originalName, file_type: file.fileType, file_size: file.fileSize, sha256: file.sha256,
  status: file.status, created_at: file.createdAt, expires_at: file.expiresAt ?? null,
});
