import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { AuroraError, validationFailed, type ContentStream } from '@aurora/kernel';
import { BodyDigests } from './body-digest.ts';

/** The bytes of an upload, and what the request says of them. */
export interface Upload {
  readonly name: string | undefined;
  readonly content: ContentStream;
}

const malformed = (message: string): AuroraError => new AuroraError('MALFORMED_REQUEST', message);

/** Bytes whose sender left in the middle must not look like all of them. */
async function* whole(request: IncomingMessage): ContentStream {
  try {
    // Who stops reading leaves the request whole: the rest has yet to be forgotten.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof AuroraError ? error : new AuroraError('MALFORMED_REQUEST', 'The upload ended before its end.', { cause: error });
  }
  if (!request.complete) throw malformed('The upload ended before its end.');
}

/** The whole body, as it comes. */
export function readContent(request: IncomingMessage): ContentStream {
  if (request.headers['content-encoding'] !== undefined) throw new AuroraError('UNSUPPORTED_MEDIA_TYPE', 'The upload must not be compressed.');
  return whole(request);
}

/** `filename*` (RFC 8187) before `filename` of a Content-Disposition field. */
function dispositionName(field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(field)?.[1];
  try {
    if (extended !== undefined) return decodeURIComponent(extended);
  } catch { /* the plain one, then */ }
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(field);
  const name = plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
  return name === undefined ? undefined : Buffer.from(name, 'latin1').toString('utf8');
}

/** The upload in a request: the part `file` of a form, or the whole body. Nothing is buffered. What the request states of the digest of its body is checked at the end. */
export async function readUpload(request: IncomingMessage): Promise<Upload> {
  const content = readContent(request);
  const digests = await BodyDigests.of(request);
  if (/^multipart\/form-data\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) return readForm(request, digests);
  return { name: dispositionName(request.headers['content-disposition']), content: digests ? digests.over(content) : content };
}

function readForm(request: IncomingMessage, digests: BodyDigests | undefined): Promise<Upload> {
  return new Promise((resolve, reject) => {
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({ headers: request.headers as BusboyHeaders, limits: { files: 1, fields: 1, parts: 2, headerPairs: 20 } });
    } catch (error) {
      reject(new AuroraError('MALFORMED_REQUEST', 'The form is malformed.', { cause: error }));
      return;
    }
    const content = new PassThrough();
    // Whoever reads it hears of its errors; where nobody does, the request's own failure says it.
    content.on('error', () => undefined);
    let found = false;
    const fail = (error: Error): void => {
      request.unpipe(parser);
      reject(error);
      content.destroy(error);
    };
    const conclude = (): void => {
      try {
        digests?.verify();
        content.end();
      } catch (error) {
        fail(error as Error);
      }
    };
    const refuse = (field: string): void => fail(validationFailed([{ path: field, code: 'unknown_field', message: 'is not a field here' }]));
    parser.on('file', (field: string, part: Readable, name: string | undefined) => {
      if (field !== 'file' || found) {
        part.resume();
        refuse(field);
        return;
      }
      found = true;
      // The end of the part is not the end of the form: what follows may still make the request a bad one.
      part.pipe(content, { end: false });
      part.once('error', fail);
      resolve({ name, content });
    });
    parser.on('field', refuse);
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, () => fail(malformed('The form has more than the part `file`.')));
    parser.once('error', (error: unknown) => fail(new AuroraError('MALFORMED_REQUEST', 'The form is malformed or ends before its end.', { cause: error })));
    parser.once('finish', () => {
      if (!found) fail(validationFailed([{ path: 'file', code: 'required', message: 'is missing from the form' }]));
      else if (digests && !request.readableEnded) request.once('end', conclude);
      else conclude();
    });
    request.once('close', () => { if (!request.complete) fail(malformed('The upload ended before its end.')); });
    request.once('error', () => fail(malformed('The upload ended before its end.')));
    if (digests) request.on('data', (chunk: Buffer) => digests.update(chunk));
    request.pipe(parser);
  });
}
