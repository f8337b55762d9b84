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
  public_url: z.string().nullable().describe('Null unless the store is public.'),
  created_at: timestamp,
  expires_at: timestamp.nullable().describe('When a staged file goes; null once claimed.'),
}).meta({ id: 'FileMetadata' });
export type FileMetadata = z.output<typeof FileMetadata>;

export const DownloadUrl = z.object({ url: z.string(), expires_at: timestamp }).meta({ id: 'DownloadUrl' });
export type DownloadUrl = z.output<typeof DownloadUrl>;
