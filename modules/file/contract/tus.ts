import { command, query } from '@aurora/kernel';
import { z } from 'zod';

/** What a client and a server of tus say to each other, in headers: text on its way in, for the protocol itself to judge. */
const said = z.string().max(8_000);
const upload = { upload: z.string().max(26).describe('Id of the upload.') };
const version = { tus_resumable: said.optional().describe('Version of tus that the client speaks: `1.0.0`.') };
const versionHeader = { tus_resumable: 'tus-resumable' };
const content = { content_type: said.optional(), content_digest: said.optional().describe('Digest of this request\'s body (RFC 9530): where it states one, nothing of the body is kept unless it is right.') };
const contentHeaders = { content_type: 'content-type', content_digest: 'content-digest' };

const offset = z.int().describe('Bytes that are kept.');
const expires = z.string().optional().describe('When an unfinished upload goes.');
const file = z.string().optional().describe('Id of the file that the upload has become, once it is whole.');
const fileHeaders = { upload_offset: 'upload-offset', upload_expires: 'upload-expires', file_id: 'aurora-file-id' };

const spoken = { constantHeaders: { 'tus-resumable': '1.0.0', 'tus-version': '1.0.0' }, reply: 'headers', scope: 'file:write' } as const;
const arriving = { body: 'stream', timeout: 15 * 60_000 } as const;

/** Resumable uploads: tus 1.0 (https://tus.io/protocols/resumable-upload) with creation, creation-with-upload, expiration and termination. */
export const tusOperations = {
  tusOptions: query({
    ...spoken, method: 'OPTIONS', path: '/files/tus', summary: 'What of tus is spoken here, for resumable uploads', scope: null, status: 204, shadow: 'never',
    input: z.strictObject({}),
    output: z.object({ tus_extension: z.string(), tus_max_size: z.int().describe('Bytes that a file may have.') }),
    answerHeaders: { tus_extension: 'tus-extension', tus_max_size: 'tus-max-size' },
  }),
  tusCreate: command({
    ...spoken, ...arriving, method: 'POST', path: '/files/tus', summary: 'Begin a resumable upload (tus)', status: 201,
    input: z.strictObject({
      ...version, ...content,
      upload_length: said.optional().describe('Bytes that the file has.'),
      upload_metadata: said.optional().describe('As tus has it, with the name of the file as `filename`.'),
      upload_defer_length: said.optional(), upload_concat: said.optional(),
      repr_digest: said.optional().describe('Digest of the whole file (RFC 9530), compared once it is there.'),
    }),
    headers: { ...versionHeader, ...contentHeaders, upload_length: 'upload-length', upload_metadata: 'upload-metadata', upload_defer_length: 'upload-defer-length', upload_concat: 'upload-concat', repr_digest: 'repr-digest' },
    output: z.object({ id: z.string().describe('Id of the upload.'), upload_offset: offset.optional(), upload_expires: expires, file_id: file }).meta({ id: 'ResumableUpload' }),
    answerHeaders: { ...fileHeaders, id: 'aurora-upload-id' },
    errors: ['PROTOCOL_VERSION', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
    location: made => `/files/tus/${made.id}`,
  }),
  tusHead: query({
    ...spoken, method: 'HEAD', path: '/files/tus/{upload}', summary: 'How far a resumable upload has come (tus)', shadow: 'never',
    input: z.strictObject({ ...upload, ...version }), headers: versionHeader,
    output: z.object({ upload_offset: offset, upload_length: z.int(), upload_metadata: z.string(), upload_expires: expires, file_id: file }),
    answerHeaders: { ...fileHeaders, upload_length: 'upload-length', upload_metadata: 'upload-metadata' },
    errors: ['PROTOCOL_VERSION', 'NOT_FOUND'],
  }),
  tusPatch: command({
    ...spoken, ...arriving, method: 'PATCH', path: '/files/tus/{upload}', summary: 'Go on with a resumable upload (tus)', status: 204,
    // What was kept is asked for, and not sent again.
    idempotent: false,
    input: z.strictObject({ ...upload, ...version, ...content, upload_offset: said.optional().describe('Where the bytes of this request begin: what the upload has already.'), upload_length: said.optional() }),
    headers: { ...versionHeader, ...contentHeaders, upload_offset: 'upload-offset', upload_length: 'upload-length' },
    output: z.object({ upload_offset: offset, upload_expires: expires, file_id: file }), answerHeaders: fileHeaders,
    errors: ['PROTOCOL_VERSION', 'NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
  }),
  tusDelete: command({
    ...spoken, method: 'DELETE', path: '/files/tus/{upload}', summary: 'Give a resumable upload up (tus)', status: 204,
    input: z.strictObject({ ...upload, ...version }), headers: versionHeader,
    output: z.object({}), errors: ['PROTOCOL_VERSION', 'NOT_FOUND', 'CONFLICT'],
  }),
};
