import type { Readable } from 'node:stream';
import { validationFailed, type CallContext, type ContentStream } from '@aurora/kernel';
import { BodyDigests } from '@aurora/platform/http';
import type { Settings } from '@aurora/platform/settings';
import { DataStore, Metadata, Server, Upload, type Locker } from '@tus/server';
import { fileName } from '../domain/file-name.ts';
import { requireAllowedName } from '../media-type/accepted-type.ts';
import type { UploadRow } from '../persistence/tables.ts';
import type { Receiver } from './receiver.ts';
import { isTusError, tusFailure } from './tus-errors.ts';
import type { Uploads } from './uploads.ts';

const path = '/files/tus';

/** Nothing waits: who goes on from an offset that another has gone on from is told so when the bytes are to be kept. */
const noLock: Locker = { newLock: () => ({ lock: async () => undefined, unlock: async () => undefined }) };

/** One request of tus. */
export interface TusRequest {
  readonly method: 'OPTIONS' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  /** The upload that it is about, once there is one. */
  readonly upload?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly content?: ContentStream;
  /** `Content-Digest`, `Repr-Digest`. */
  readonly contentDigest?: string | undefined;
  readonly reprDigest?: string | undefined;
}

/** What the answer says; what it leaves out is undefined. */
export interface TusAnswer {
  readonly headers: Headers;
  readonly id: string | undefined;
  readonly row: UploadRow | undefined;
  readonly fileId: string | undefined;
}

export interface Answering {
  readonly uploads: Uploads;
  readonly receiver: Receiver;
  readonly settings: Settings;
}

/** What the library keeps uploads in, for one request and its principal. */
class PrincipalStore extends DataStore {
  override readonly extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  readonly #answering: Answering;
  readonly #request: TusRequest;
  readonly #context: CallContext;
  row: UploadRow | undefined;
  fileId: string | undefined;

  constructor(answering: Answering, request: TusRequest, context: CallContext) {
    super();
    this.#answering = answering;
    this.#request = request;
    this.#context = context;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { reprDigest: repr_digest = null } = this.#request;
    // One that is malformed is refused now, not once all bytes have come.
    if (repr_digest !== null) await BodyDigests.of({ headers: { 'repr-digest': repr_digest } });
    const name = nameOf(upload, this.#answering.settings);
    const { size } = upload;
    if (size === 0) throw validationFailed([{ path: 'upload_length', code: 'empty', message: 'must not be 0: an empty file is not taken' }]);
    upload.id = await this.#answering.uploads.begin({ size: size!, name, metadata: this.#request.headers['upload-metadata'] ?? '', repr_digest }, this.#context);
    await this.#find(upload.id);
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { created_at, metadata, received, size } = await this.#find(id);
    return new Upload({ id, size, offset: received, creation_date: created_at, ...(metadata === '' ? {} : { metadata: Metadata.parse(metadata) }) });
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const { contentDigest } = this.#request;
    const digests = contentDigest === undefined ? undefined : await BodyDigests.of({ headers: { 'content-digest': contentDigest } });
    const row = this.row?.id === id ? this.row : await this.#find(id);
    if (row.received !== offset) {
      // A first request that is repeated: its bytes are there, as far as they came.
      for await (const _ of stream);
      return row.received;
    }
    const received = await this.#answering.receiver.receive(row, stream, digests, this.#context);
    this.fileId = received.fileId;
    return received.offset;
  }

  override async remove(id: string): Promise<void> {
    await this.#answering.uploads.end(id, this.#context);
  }

  override getExpiration(): number {
    return this.row ? Date.parse(this.row.expires_at) - Date.parse(this.row.created_at) : this.#answering.settings.FILE_UPLOAD_TTL;
  }

  async #find(id: string): Promise<UploadRow> {
    this.row = await this.#answering.uploads.find(id, this.#context.principal.id);
    this.fileId = this.row.file_id ?? undefined;
    return this.row;
  }
}

/** The name that the client gives the file, which must be one that may be taken. */
function nameOf({ metadata }: Upload, { FILE_TYPES }: Settings): string {
  const given = metadata?.['filename'] ?? metadata?.['name'] ?? '';
  if (given.length > 255 || /[\p{Cc}\p{Cs}\ufffd]/u.test(given)) throw validationFailed([{ path: 'filename', code: 'invalid_format', message: 'must have at most 255 characters, in UTF-8, without control characters' }]);
  const name = fileName(given);
  requireAllowedName(name, FILE_TYPES);
  return name;
}

/** Answers a request of tus. Rejects with an `AuroraError` for whatever the protocol refuses. */
export async function answerTus(answering: Answering, request: TusRequest, context: CallContext): Promise<TusAnswer> {
  const store = new PrincipalStore(answering, request, context);
  let failure: unknown;
  const server = new Server({
    path, datastore: store, locker: noLock, maxSize: answering.settings.FILE_MAX_SIZE, relativeLocation: true,
    getFileIdFromRequest: () => request.upload,
    onResponseError: async (_request, error) => { failure = error; return undefined; },
  });
  const chunks = request.content?.[Symbol.asyncIterator]();
  try {
    const response = await server.handleWeb(webRequest(request, chunks) as never);
    if (failure !== undefined) throw failure;
    if (response.status >= 400) throw tusFailure({ status_code: response.status, body: await response.text() });
    return { headers: response.headers, id: store.row?.id, row: store.row, fileId: store.fileId };
  } catch (error) {
    if (!isTusError(error)) throw error;
    // Who sends more than was said is not believed the rest.
    if (error.status_code === 413 && store.row) {
      await answering.uploads.refuse(store.row);
      await answering.uploads.clear(store.row.id);
    }
    throw tusFailure(error);
  } finally {
    // What is left of the body is not ours; whoever reads it on must not wait for us.
    void chunks?.return?.()?.catch(() => undefined);
  }
}

function webRequest({ headers, method, upload }: TusRequest, chunks: AsyncIterator<Uint8Array> | undefined): Request {
  const given = new Headers(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])));
  const body = chunks ? ReadableStream.from({ [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) }) : null;
  return new Request(`http://file${path}${upload === undefined ? '' : `/${upload}`}`, { method, headers: given, ...(body ? { body, duplex: 'half' } : {}) } as RequestInit);
}

/** What a client that speaks it is told first. */
export async function tusAbilities(answering: Answering, context: CallContext): Promise<{ readonly tus_extension: string; readonly tus_max_size: number }> {
  const { headers } = await answerTus(answering, { method: 'OPTIONS', headers: {} }, context);
  return { tus_extension: headers.get('tus-extension')!, tus_max_size: Number(headers.get('tus-max-size')) };
}

