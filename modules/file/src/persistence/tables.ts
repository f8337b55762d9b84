import type { FileStatus } from '../domain/stored-file.ts';

export interface FileRow {
  id: string; original_name: string; file_type: string; file_size: number; sha256: string; storage_path: string;
  status: FileStatus; claims: number; created_at: string; expires_at: string | null; version: number;
  /** Principal whose room it takes; empty: nobody's. */
  owner: string;
  /** When it was told that it is infected; null: it was not. */
  quarantined_at: string | null;
}

/** Bytes in the store, which any number of files may have. */
export interface ContentRow {
  /** Names it, and is where it lies in the store that it came into; never used again for other content, so a late removal can't hit anything alive. */
  path: string;
  /** Null: given up, to be removed from the store. */
  sha256: string | null;
  size: number;
  /** Files that have it, and unfinished uploads of which it is a part. */
  files: number;
  /** Uploads that are about to make such a file. */
  uploads: number;
  /** When the last upload began to count on it. */
  awaited_at: string;
  /** A store in which it lies; 0 is the one that AURORA_FILE_STORE names. */
  store: number;
  /** Where in there; null: under `path`. */
  store_path: string | null;
  /** Another store that has it too, where it has been read back. */
  copy_store: number | null;
  copy_path: string | null;
  /** `none`: it came while there was no scanner. `pending`: it waits for one. */
  scan_status: 'none' | 'pending' | 'clean' | 'infected';
  /** What was found, or why it waits. */
  scan_note: string | null;
  scanned_at: string | null;
  /** When the scanner is asked next; null: not again, or whenever there is time. */
  scan_due: string | null;
}

/** `copying`: content goes to the target as well. `arrived`: the target is the store now, and what was still coming into the origin follows. `failed`, `cancelled`: the store is where it was. */
export type MoveStage = 'copying' | 'arrived' | 'failed' | 'cancelled';

/** Which store is in use, and the move that goes on or was the last one; no row: none has been. */
export interface StoreMoveRow {
  id: number; move_id: string;
  /** Rises with each move. */
  number: number;
  stage: MoveStage;
  /** 1 where it is the way back. */
  back: number;
  /** The store where new content goes, and from where content that lies there is read. */
  current_store: number;
  /** The store in use before, to which `back` goes. */
  origin: number | null;
  target: number;
  /** Path up to which content has been looked at. */
  reached: string;
  /** Contents and bytes when the move began, and that have arrived. */
  total: number; total_bytes: number; copied: number; copied_bytes: number;
  error: string | null;
  /** The process that does the work, and until when nobody else begins. */
  holder: string; held_until: string;
  started_by: string; started_at: string; updated_at: string;
}

/** Bytes in a store that no content tells of. */
export interface LooseRow {
  path: string;
  store: number;
  /** 0: they are on their way there, and content may come to tell of them. 1: they are to be removed, and it never will. */
  doomed: number;
}

/** A download URL that is remembered. */
export interface GrantRow {
  id: string; file_id: string;
  /** Digest of the bytes that it is for. */
  sha256: string;
  disposition: 'inline' | 'attachment';
  /** Times that bytes were asked for by it, and how often that may be; null: as often as one likes. */
  uses: number; max_uses: number | null;
  created_by: string; created_at: string; expires_at: string; revoked_at: string | null;
}

/** `open`: bytes may come. `done`: it has become a file. `gone`: it was given up, refused, or took too long; its parts are being removed. */
export type UploadState = 'open' | 'done' | 'gone';

/** An upload that takes more than one request: in parts, or sent to the store itself. */
export interface UploadRow {
  id: string;
  state: UploadState;
  /** The only principal that it exists for. */
  owner: string;
  /** Bytes that it is to have. Its owner's room is taken for them from the beginning. */
  size: number;
  /** Bytes that are kept. All of them only once it is a file. */
  received: number;
  name: string;
  /** `Upload-Metadata` as the client has sent it; of a direct upload empty. */
  metadata: string;
  /** `Repr-Digest` of the whole, as the client has sent it. */
  repr_digest: string | null;
  file_id: string | null;
  created_at: string;
  expires_at: string;
  /** The store to which its client sends a direct upload, and where in there, which is never read as content; null: it comes in parts. */
  direct_store: number | null;
  direct_path: string | null;
  /** When the URL ends by which it is sent; null: what lies there has been doomed. */
  direct_until: string | null;
  /** Where in that store it was copied to, to be read and, if it is good, to become content; null: nowhere, or it has become content. */
  direct_copy: string | null;
}

/** Bytes of an upload, which lie in the store as the content of a file does. */
export interface UploadPartRow { upload_id: string; start: number; size: number; path: string }

/** What is known of the words of content. */
export interface WordsRow {
  sha256: string; file_type: string;
  /** `wanted`: still to be read. `none`: cannot be read. */
  status: 'wanted' | 'done' | 'none';
  /** Tries that have begun. */
  attempts: number;
  /** When it may be tried again. */
  retry_at: string | null;
  /** Separated by blanks. */
  words: string | null;
}

/** Rows of the module's tables; times are RFC 3339 text. */
export interface FileTables {
  readonly file: FileRow;
  readonly content: ContentRow;
  readonly claim: { file_id: string; holder: string; created_at: string };
  readonly download_grant: GrantRow;
  readonly resumable_upload: UploadRow;
  readonly upload_part: UploadPartRow;
  /** Room that files take: of a principal (`of:<id>`), and of all (`all`). */
  readonly file_usage: { scope: string; files: number; bytes: number };
  /** Stores besides the one that AURORA_FILE_STORE names; an address never changes. */
  readonly file_store: { id: number; address: string };
  readonly store_move: StoreMoveRow;
  readonly content_words: WordsRow;
  /** Images of first pages, which are content themselves; null: there can be none. */
  readonly content_preview: { sha256: string; path: string | null; made_at: string };
  readonly loose_content: LooseRow;
}

// Claims change a file without an event of its own, and so do files their content.
export const fileTables = { file: 'dirty-key', content: 'dirty-key', claim: 'dirty-key', download_grant: 'dirty-key', resumable_upload: 'dirty-key', upload_part: 'dirty-key', file_usage: 'dirty-key', file_store: 'dirty-key', store_move: 'dirty-key', loose_content: 'dirty-key', content_words: 'dirty-key', content_preview: 'dirty-key' } as const;
