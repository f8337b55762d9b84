import type { FileMetadata } from '../../contract/index.ts';
import type { FileRow } from '../persistence/tables.ts';
import type { StoredFile } from './stored-file.ts';

/** Columns of a file that answers show. */
export const shownColumns = ['id', 'original_name', 'file_type', 'file_size', 'sha256', 'status', 'created_at', 'expires_at'] as const;

/** A file as answers show it. The local store is not public, so no file has a public URL. */
export const fileAnswer = (row: Pick<FileRow, (typeof shownColumns)[number]>): FileMetadata => ({
  id: row.id, original_name: row.original_name, file_type: row.file_type, file_size: row.file_size, sha256: row.sha256,
  status: row.status, public_url: null, created_at: row.created_at, expires_at: row.expires_at,
});

export const storedFileAnswer = (file: StoredFile): FileMetadata => fileAnswer({
  id: file.id, original_name: file.originalName, file_type: file.fileType, file_size: file.fileSize, sha256: file.sha256,
  status: file.status, created_at: file.createdAt, expires_at: file.expiresAt ?? null,
});
