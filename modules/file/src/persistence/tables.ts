import type { FileStatus } from '../domain/stored-file.ts';

export interface FileRow {
  id: string; original_name: string; file_type: string; file_size: number; sha256: string; storage_path: string;
  status: FileStatus; claims: number; created_at: string; expires_at: string | null; version: number;
}

/** Bytes in the store, which any number of files may have. */
export interface ContentRow {
  /** Where in the store; never used again for other content, so a late removal can't hit anything alive. */
  path: string;
  /** Null: given up, to be removed from the store. */
  sha256: string | null;
  size: number;
  /** Files that have it. */
  files: number;
  /** Uploads that are about to make such a file. */
  uploads: number;
  /** When the last upload began to count on it. */
  awaited_at: string;
}

/** Rows of the module's tables; times are RFC 3339 text. */
export interface FileTables {
  readonly file: FileRow;
  readonly content: ContentRow;
  readonly claim: { file_id: string; holder: string; created_at: string };
}

// Claims change a file without an event of its own, and so do files their content.
export const fileTables = { file: 'dirty-key', content: 'dirty-key', claim: 'dirty-key' } as const;
