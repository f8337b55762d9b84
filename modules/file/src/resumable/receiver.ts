import type { CallContext, ContentStream } from '@aurora/kernel';
import { BodyDigests } from '@aurora/platform/http';
import type { Commands, Queries, Transactions } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import { makeFile } from '../commands/make-file.ts';
import { receiveFile } from '../commands/receive-file.ts';
import * as content from '../persistence/content-statements.ts';
import type { Contents } from '../persistence/contents.ts';
import type { UploadPartRow, UploadRow } from '../persistence/tables.ts';
import type { Incoming } from '../store/file-store.ts';
import { readBytes } from '../store/read-bytes.ts';
import type { Spool } from '../store/spool.ts';
import type { Stores } from '../store/stores.ts';
import { PartSource } from './part-source.ts';
import { isRefusal } from './refusals.ts';
import * as statements from './upload-statements.ts';
import { overtaken, type Uploads } from './uploads.ts';

/** Bytes of a part at most: what is kept of a request that breaks off is all but the last of them that had not come whole. */
const partSize = 8 * 1024 ** 2;

/** Bytes below which a part is written anew with what follows it, so that small requests do not make many parts. */
const worthwhile = 1024 ** 2;

/** Bytes that have come, and where they go. */
interface Part {
  readonly incoming: Incoming;
  readonly start: number;
  /** Offset before and after it. */
  readonly from: number;
  readonly to: number;
  /** The part that it takes the place of. */
  readonly instead: UploadPartRow | undefined;
}

export interface ReceiverOptions {
  readonly commands: Commands;
  readonly contents: Contents;
  readonly queries: Queries;
  readonly settings: Settings;
  readonly spool: Spool;
  readonly stores: Stores;
  readonly transactions: Transactions;
  readonly uploads: Uploads;
}

/** What has become of an upload. */
export interface Received {
  readonly offset: number;
  readonly fileId: string | undefined;
}

/**
 * Takes the bytes of uploads in, part by part, each into the store as the content of files is. The offset of an upload rises in the
 * transaction that notes the part, and only from where the part begins: of two that go on at once, at whatever hosts, one does. The last
 * bytes count only with the file that they make, in one transaction, so that an upload is never whole without its file.
 */
export class Receiver {
  readonly #options: ReceiverOptions;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /**
   * Takes in what follows an upload's offset. Where `body` breaks off, what came before is kept, unless `digests` states a digest of it:
   * then all is, or nothing. Rejects with the error of `body`, with `CONFLICT` where another has gone on, or with what is wrong with the file.
   */
  async receive(upload: UploadRow, body: ContentStream, digests: BodyDigests | undefined, context: CallContext): Promise<Received> {
    const source = new PartSource(digests ? digests.over(body) : body);
    const held: Part[] = [];
    let at: Received = { offset: upload.received, fileId: upload.file_id ?? undefined };
    let offset = upload.received;
    try {
      for (let tail = await this.#smallTail(upload); ; tail = undefined) {
        const part = await this.#nextPart(source, offset, tail);
        held.push(part);
        if (part.to === offset) break;
        offset = part.to;
        const mayKeep = !digests && (source.failure === undefined || (isBrokenOff(source.failure) && offset < upload.size));
        if (mayKeep && (offset < upload.size || (await source.isOver() && source.failure === undefined))) at = await this.#settle(upload, held.pop()!, context);
      }
      if (source.failure !== undefined) throw source.failure;
      while (held[0] && held[0].to > held[0].from) at = await this.#settle(upload, held.shift()!, context);
      return at;
    } finally {
      for (const { incoming } of held) await incoming.discard();
    }
  }

  /** The last part of an upload, if it is a small one. */
  async #smallTail({ id, received }: UploadRow): Promise<UploadPartRow | undefined> {
    const last = received === 0 ? undefined : await this.#options.queries.firstOf(statements.lastPart, { id });
    return last && Number(last.size) < worthwhile ? last : undefined;
  }

  async #nextPart(source: PartSource, from: number, instead: UploadPartRow | undefined): Promise<Part> {
    const start = instead ? Number(instead.start) : from;
    const before = instead ? [instead] : [];
    const incoming = await this.#options.spool.receive(together(this.#bytesOf(before), source.upTo(partSize - (from - start))), partSize);
    return { incoming, start, from, to: start + incoming.size, instead };
  }

  /** Keeps a part: as one, or as the end of a file. */
  async #settle(upload: UploadRow, part: Part, context: CallContext): Promise<Received> {
    try {
      if (part.to === upload.size) return { offset: part.to, fileId: await this.#finish(upload, part, context) };
      await this.#keep(upload, part);
      return { offset: part.to, fileId: undefined };
    } finally {
      await part.incoming.discard();
    }
  }

  async #keep({ id, owner }: UploadRow, { from, incoming, instead, start, to }: Part): Promise<void> {
    const { contents, transactions } = this.#options;
    const path = await contents.add(incoming);
    try {
      await transactions.run(async transaction => {
        await contents.keep(transaction, path);
        if (await transaction.execute(statements.advance, { id, owner, from, to }) === 0) throw overtaken();
        if (instead) {
          await transaction.execute(statements.deletePart, instead);
          await contents.release(transaction, instead.path);
        }
        await transaction.execute(statements.insertPart, { upload_id: id, start, size: incoming.size, path });
      });
    } catch (error) {
      await contents.abandon(path);
      throw error;
    }
    if (instead) await contents.collect(instead.path);
  }

  /** Makes the file as any upload is made one, and answers its id. One that is refused leaves nothing of the upload. */
  async #finish(upload: UploadRow, { from, incoming, start, to }: Part, context: CallContext): Promise<string> {
    const { commands, contents, queries, settings, spool, uploads } = this.#options;
    const { id, name, owner, repr_digest } = upload;
    const before = (await queries.allOf(statements.partsOf, { id })).filter(part => Number(part.start) < start);
    const whole = together(this.#bytesOf(before), readBytes(incoming.file));
    try {
      const digests = repr_digest === null ? undefined : await BodyDigests.of({ headers: { 'repr-digest': repr_digest } });
      const file = await receiveFile({ content: digests ? digests.over(whole) : whole, name, settings, spool }, received => makeFile({ commands, contents, settings }, received, {
        // The command is the upload's end, however often it was tried.
        context: { ...context, commandId: undefined }, operation: 'file.tusPatch',
        room: async ({ transaction }, file_id) => { if (await transaction.execute(statements.finish, { id, owner, from, to, file_id }) === 0) throw overtaken(); },
      }));
      await uploads.clear(id);
      return file.id;
    } catch (error) {
      if (isRefusal(error)) {
        await uploads.refuse(upload);
        await uploads.clear(id);
      }
      throw error;
    }
  }

  async* #bytesOf(parts: readonly Pick<UploadPartRow, 'path'>[]): ContentStream {
    const { queries, stores } = this.#options;
    for (const { path } of parts) {
      const row = await queries.firstOf(content.byPath, { path });
      if (!row) throw overtaken();
      const at = await stores.locate(row);
      yield* at.store.open(at.path);
    }
  }
}

/** Whether the client left, rather than sent too much. */
const isBrokenOff = (failure: unknown): boolean => (failure as { status_code?: unknown } | null)?.status_code === undefined;

async function* together(...streams: readonly ContentStream[]): ContentStream {
  for (const stream of streams) yield* stream;
}
