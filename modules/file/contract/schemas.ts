import { fileId, timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** What is known of a file. Where it is stored stays inside. */
export const FileMetadata = z.object({
  id: fileId,
  original_name: z.string(),
  file_type: z.string().describe('Media type, read off the bytes.'),
  file_size: z.int().describe('Bytes.'),
  sha256: z.string().describe('Digest of the bytes, in hexadecimal.'),
  status: z.enum(['staged', 'claimed']).describe('Staged until a syllabus claims it.'),
  scan: z.object({
    status: z.enum(['none', 'pending', 'clean', 'infected']).describe('`none`: there was no scanner, and it is served. `pending`: it waits for the scanner, and is not served. `infected`: it is in quarantine, and never served.'),
    scanned_at: timestamp.nullable(),
    signature: z.string().nullable().describe('What was found.'),
    reason: z.string().nullable().describe('Why it waits, where that is not only for its turn.'),
  }).default({ status: 'none', scanned_at: null, signature: null, reason: null }).describe('What a scanner says of the bytes.'),
  public_url: z.string().nullable().describe('Null unless the store is public.'),
  created_at: timestamp,
  expires_at: timestamp.nullable().describe('When a staged file goes; null once claimed.'),
}).meta({ id: 'FileMetadata' });
export type FileMetadata = z.output<typeof FileMetadata>;

export const DownloadGrant = z.object({
  id: z.string().describe('26 characters.'),
  file_id: fileId,
  sha256: z.string().describe('Digest of the bytes that it is for, in hexadecimal.'),
  disposition: z.enum(['inline', 'attachment']),
  uses: z.int().describe('Times that bytes were asked for by it, a part of them too; HEAD and what is answered with 304 do not count.'),
  max_uses: z.int().nullable().describe('How often that may be; null: as often as one likes.'),
  created_by: z.string(),
  created_at: timestamp,
  expires_at: timestamp,
  revoked_at: timestamp.nullable(),
}).meta({ id: 'DownloadGrant' });
export type DownloadGrant = z.output<typeof DownloadGrant>;

export const GrantedUrl = z.object({ url: z.string(), grant: DownloadGrant }).meta({ id: 'GrantedUrl' });
export type GrantedUrl = z.output<typeof GrantedUrl>;

export const FileUsage = z.object({
  files: z.int(),
  bytes: z.int().describe('Together; what files have in common counts for each.'),
  quota: z.int().nullable().describe('Bytes that they may have; null: any number.'),
}).meta({ id: 'FileUsage' });
export type FileUsage = z.output<typeof FileUsage>;

export const DownloadUrl = z.object({ url: z.string(), expires_at: timestamp }).meta({ id: 'DownloadUrl' });
export type DownloadUrl = z.output<typeof DownloadUrl>;

export const DirectUpload = z.object({
  id: z.string().describe('Id of the upload.'),
  url: z.string().describe('Where the bytes are to be sent: whoever has it may, until it ends, without a token.'),
  method: z.literal('PUT'),
  headers: z.record(z.string(), z.string()).describe('Headers that must be sent with them.'),
  url_expires_at: timestamp,
  expires_at: timestamp.describe('When an upload goes that is not complete.'),
}).meta({ id: 'DirectUpload' });
export type DirectUpload = z.output<typeof DirectUpload>;

export const FileWords = z.object({
  status: z.enum(['pending', 'done', 'none']).describe('`pending`: they are still to be read. `none`: the file is of a kind that is not read, or cannot be read.'),
  words: z.string().describe('Without accents and case, separated by blanks; each once.'),
}).meta({ id: 'FileWords' });
export type FileWords = z.output<typeof FileWords>;
