import { command, fileId, line, pageInput, pageOf, query } from '@aurora/kernel';
import { z } from 'zod';
import { DownloadGrant, DownloadUrl, FileMetadata, FileUsage, FileWords, GrantedUrl } from './schemas.ts';

const id = { id: fileId };
const disposition = z.enum(['inline', 'attachment']).default('attachment');

// Whatever is wrong with a link is refused as a link, not as a field: 403 tells a forger nothing.
const signed = z.string().max(200).catch('').describe('As the signed URL has it.');

export const fileOperations = {
  upload: command({
    method: 'POST', path: '/files/upload', summary: 'Upload a file, as multipart/form-data (field `file`) or as the raw body', scope: 'file:write',
    status: 201, body: 'stream', timeout: 15 * 60_000,
    input: z.strictObject({ name: line(255).describe('File name; of a raw body in the query or in Content-Disposition.') }),
    output: FileMetadata, errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
    location: file => `/files/${file.id}`,
  }),
  get: query({
    method: 'GET', path: '/files/{id}', summary: 'What is known of a file', scope: 'file:read',
    input: z.strictObject(id), output: FileMetadata, errors: ['NOT_FOUND'],
  }),
  preview: query({
    method: 'GET', path: '/files/{id}/preview', summary: 'The first page of a PDF as an image, where a renderer is installed', scope: 'file:read', reply: 'stream', shadow: 'never', timeout: 60_000,
    input: z.strictObject(id), output: z.unknown(), errors: ['NOT_FOUND', 'QUARANTINED', 'RANGE_NOT_SATISFIABLE', 'SCAN_PENDING'],
  }),
  delete: command({
    method: 'DELETE', path: '/files/{id}', summary: 'Delete a file that no syllabus uses', scope: 'file:write', status: 204, reply: 'none',
    input: z.strictObject(id), output: z.void(), errors: ['NOT_FOUND', 'IN_USE'],
  }),
  url: query({
    method: 'GET', path: '/files/{id}/url', summary: 'A download URL that needs no token and expires', scope: 'file:read', shadow: 'never',
    input: z.strictObject({ ...id, disposition }), output: DownloadUrl, errors: ['NOT_FOUND', 'QUARANTINED', 'SCAN_PENDING'],
  }),
  usage: query({
    method: 'GET', path: '/file-usage', summary: 'How much room the caller\'s own files take, and how much they may', scope: 'file:read', shadow: 'never',
    input: z.strictObject({}), output: FileUsage,
  }),
  grantUrl: command({
    method: 'POST', path: '/files/{id}/url', summary: 'A download URL that needs no token, is counted, and can be revoked', scope: 'file:write', status: 201,
    input: z.strictObject({
      ...id, disposition,
      expires_in: z.int().min(1).optional().describe('Seconds until it ends; else as long as other download URLs last. At most AURORA_FILE_GRANT_MAX_TTL.'),
      max_uses: z.int().min(1).max(1_000_000).optional().describe('How often bytes may be asked for by it; else as often as one likes.'),
    }),
    output: GrantedUrl, errors: ['NOT_FOUND', 'QUARANTINED', 'SCAN_PENDING'],
  }),
  listGrants: query({
    method: 'GET', path: '/files/{id}/url/grants', summary: 'The download URLs of a file that have been granted and have not ended, the newest first', scope: 'file:write', shadow: 'never',
    input: z.strictObject({ ...id, ...pageInput }), output: pageOf(DownloadGrant), errors: ['NOT_FOUND'],
  }),
  revokeGrant: command({
    method: 'POST', path: '/files/{id}/url/{grant}/revoke', summary: 'End a granted download URL now', scope: 'file:write',
    input: z.strictObject({ ...id, grant: z.string().max(26) }), output: DownloadGrant, errors: ['NOT_FOUND'],
  }),
  download: query({
    method: 'GET', path: '/files/{id}/content', summary: 'The bytes, by a signed URL', scope: null, reply: 'stream', shadow: 'never', timeout: 15 * 60_000,
    input: z.strictObject({ ...id, disposition: signed, exp: signed, digest: signed.optional(), grant: signed.optional(), sig: signed }),
    output: z.unknown(), errors: ['LINK_REFUSED', 'NOT_FOUND', 'QUARANTINED', 'RANGE_NOT_SATISFIABLE', 'SCAN_PENDING'],
  }),
};

const holder = line(100).describe('Who uses the file, as in `syllabus:17`.');

export const wordOperations = {
  words: query({
    method: 'GET', path: '/internal/files/{id}/words', summary: 'The different words of a document, for search', scope: 'file:read', internal: true, shadow: 'never',
    input: z.strictObject(id), output: FileWords, errors: ['NOT_FOUND'],
  }),
};

export const claimOperations = {
  claim: command({
    method: 'POST', path: '/internal/files/{id}/claims', summary: 'Keep a file while the holder uses it', scope: 'file:read', internal: true,
    input: z.strictObject({ ...id, holder }), output: FileMetadata, errors: ['NOT_FOUND', 'QUARANTINED'],
  }),
  unclaim: command({
    method: 'DELETE', path: '/internal/files/{id}/claims/{holder}', summary: 'End a claim; none is fine', scope: 'file:read', internal: true,
    status: 204, reply: 'none', input: z.strictObject({ ...id, holder }), output: z.void(),
  }),
};
