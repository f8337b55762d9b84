import { command, fileId, line, query } from '@aurora/kernel';
import { z } from 'zod';
import { DownloadUrl, FileMetadata } from './schemas.ts';

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
  delete: command({
    method: 'DELETE', path: '/files/{id}', summary: 'Delete a file that no syllabus uses', scope: 'file:write', status: 204, reply: 'none',
    input: z.strictObject(id), output: z.void(), errors: ['NOT_FOUND', 'IN_USE'],
  }),
  url: query({
    method: 'GET', path: '/files/{id}/url', summary: 'A download URL that needs no token and expires', scope: 'file:read', shadow: 'never',
    input: z.strictObject({ ...id, disposition }), output: DownloadUrl, errors: ['NOT_FOUND'],
  }),
  download: query({
    method: 'GET', path: '/files/{id}/content', summary: 'The bytes, by a signed URL', scope: null, reply: 'stream', timeout: 15 * 60_000,
    input: z.strictObject({ ...id, disposition: signed, exp: signed, sig: signed }),
    output: z.unknown(), errors: ['LINK_REFUSED', 'NOT_FOUND', 'RANGE_NOT_SATISFIABLE'],
  }),
};

const holder = line(100).describe('Who uses the file, as in `syllabus:17`.');

export const claimOperations = {
  claim: command({
    method: 'POST', path: '/internal/files/{id}/claims', summary: 'Keep a file while the holder uses it', scope: 'file:read', internal: true,
    input: z.strictObject({ ...id, holder }), output: FileMetadata, errors: ['NOT_FOUND'],
  }),
  unclaim: command({
    method: 'DELETE', path: '/internal/files/{id}/claims/{holder}', summary: 'End a claim; none is fine', scope: 'file:read', internal: true,
    status: 204, reply: 'none', input: z.strictObject({ ...id, holder }), output: z.void(),
  }),
};
