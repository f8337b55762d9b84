import { command, line } from '@aurora/kernel';
import { z } from 'zod';
import { DirectUpload, FileMetadata } from './schemas.ts';

const upload = { upload: z.string().max(26).describe('Id of the upload.') };
const reading = 15 * 60_000;

/** Uploads that a client sends to the store itself, where the files lie on S3: begun here, sent there, completed here. */
export const directOperations = {
  directCreate: command({
    method: 'POST', path: '/files/direct', summary: 'Begin an upload that goes to S3 directly', scope: 'file:write', status: 201,
    input: z.strictObject({
      name: line(255).describe('File name.'),
      size: z.int().min(1).describe('Bytes that the file has.'),
      sha256: z.string().regex(/^[0-9A-Fa-f]{64}$/, 'must be 64 hexadecimal digits').optional().describe('Digest of the whole file, in hexadecimal, compared once it is there.'),
    }),
    output: DirectUpload, errors: ['CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
  }),
  directComplete: command({
    method: 'POST', path: '/files/direct/{upload}/complete', summary: 'Make a file of what was sent to S3; once it is one, the same again', scope: 'file:write', status: 201,
    // All bytes are read before it is answered.
    body: 'none', timeout: reading, tryTimeout: reading,
    input: z.strictObject(upload),
    output: FileMetadata, errors: ['NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
    location: file => `/files/${file.id}`,
  }),
  directDelete: command({
    method: 'DELETE', path: '/files/direct/{upload}', summary: 'Give up an upload that goes to S3 directly', scope: 'file:write', status: 204, reply: 'none',
    input: z.strictObject(upload), output: z.void(), errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
