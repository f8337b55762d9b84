import { AuroraError, type CallContext, type Handlers } from '@aurora/kernel';
import { digestField } from '@aurora/platform/http';
import type { Transaction } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { FileMetadata, fileContract } from '../../contract/index.ts';
import { makeFile } from '../commands/make-file.ts';
import { receiveFile } from '../commands/receive-file.ts';
import { fileName } from '../domain/file-name.ts';
import { fileAnswer, shown } from '../domain/wire.ts';
import { requireAllowedName } from '../media-type/accepted-type.ts';
import type { Lying } from '../persistence/contents.ts';
import type { UploadRow } from '../persistence/tables.ts';
import type { ReceiverOptions } from '../resumable/receiver.ts';
import { isRefusal } from '../resumable/refusals.ts';
import { finish } from '../resumable/upload-statements.ts';
import { noSuchUpload } from '../resumable/uploads.ts';
import { directPath, unreadPath } from '../store/content-path.ts';
import type { DirectStore, FileStore } from '../store/file-store.ts';
import * as statements from './direct-statements.ts';

type Contract = typeof fileContract;

const overtaken = (): AuroraError => new AuroraError('CONFLICT', 'Another request is completing the upload, or has given it up; try again.');

const otherWays = 'upload by POST /files/upload, or by tus at /files/tus';

export interface DirectUploadsOptions extends ReceiverOptions {
  readonly logger: Logger;
}

/**
 * Uploads that a client sends to the store itself, by a URL that is good for one object. The URL stays good after the upload is
 * complete, and what lies there may change at any moment. So it is first copied within the store to where nobody can write; the copy
 * is read, and becomes content as it is. A copy is noted before it is made, and given to content or doomed in one conditional update.
 */
export class DirectUploads {
  readonly #options: DirectUploadsOptions;

  constructor(options: DirectUploadsOptions) {
    this.#options = options;
  }

  readonly create: Handlers<Contract>['directCreate'] = async ({ name: given, sha256, size }, context) => {
    const { settings, stores, uploads } = this.#options;
    const { FILE_MAX_SIZE: limit, FILE_TYPES, FILE_UPLOAD_TTL, FILE_URL_TTL } = settings;
    if (size > limit) throw new AuroraError('PAYLOAD_TOO_LARGE', `Files may have at most ${limit} bytes.`, { details: { limit } });
    const name = fileName(given);
    requireAllowedName(name, FILE_TYPES);
    const { id: store, store: { direct } } = await stores.inUse();
    if (!direct) throw new AuroraError('CONFLICT', `The files are where clients cannot send any themselves: ${otherWays}.`);
    if (size > direct.most) throw new AuroraError('PAYLOAD_TOO_LARGE', `In one request the store takes at most ${direct.most} bytes: upload by tus at /files/tus.`, { details: { limit: direct.most } });
    const repr_digest = sha256 === undefined ? null : digestField(sha256);
    const id = await uploads.begin({ size, name, metadata: '', repr_digest }, context, { store, path: directPath(), lasts: Math.min(FILE_URL_TTL, FILE_UPLOAD_TTL) });
    // The URL, which is a credential, is stored nowhere: it follows from the upload, so that a repeated command has the same.
    const row = await uploads.find(id, context.principal.id, 'direct');
    if (row.direct_until === null) throw noSuchUpload();
    const from = Date.parse(row.created_at);
    const sent = await (await this.#directAt(row)).invite({ path: row.direct_path!, size: row.size, from, ttl: Date.parse(row.direct_until) - from });
    return { id, url: sent.url, method: 'PUT', headers: sent.headers, url_expires_at: new Date(sent.expires).toISOString(), expires_at: row.expires_at };
  };

  readonly complete: Handlers<Contract>['directComplete'] = async ({ upload }, context) => {
    const row = await this.#options.uploads.find(upload, context.principal.id, 'direct');
    if (row.file_id !== null) return this.#fileOf(row.file_id);
    try {
      return await this.#take(row, context);
    } catch (error) {
      const { file_id } = await this.#options.uploads.find(upload, context.principal.id, 'direct').catch(() => row);
      if (file_id !== null) return this.#fileOf(file_id);
      throw error;
    }
  };

  readonly delete: Handlers<Contract>['directDelete'] = async ({ upload }, context) => {
    const { uploads } = this.#options;
    const row = await uploads.find(upload, context.principal.id, 'direct').catch(() => undefined);
    await uploads.end(upload, context, 'direct');
    if (row) await this.#remove(row);
  };

  /** Makes the file of what lies there. What is refused leaves nothing; what fails otherwise may be tried again. */
  async #take(row: UploadRow, context: CallContext): Promise<FileMetadata> {
    const store = await this.#storeOf(row);
    const lying = new Copy(row, unreadPath());
    await this.#takeUp(lying);
    try {
      if (!await (await this.#directAt(row)).copy(row.direct_path!, lying.path)) throw new AuroraError('CONFLICT', 'Nothing has come yet: send the bytes to the URL of the upload first.');
      const file = await this.#make(row, store, lying, context);
      await this.#remove(row);
      return file;
    } catch (error) {
      // A copy that another has doomed says nothing of what was sent.
      if (!lying.handedOver && !await this.#isNoted(lying)) throw overtaken();
      if (isRefusal(error)) {
        await this.#options.uploads.refuse(row);
        await this.#remove(row);
      }
      throw error;
    } finally {
      await this.#letGo(lying);
    }
  }

  async #make(row: UploadRow, store: FileStore, lying: Copy, context: CallContext): Promise<FileMetadata> {
    const { commands, contents, settings, spool } = this.#options;
    const { id, name, owner, repr_digest, size } = row;
    if (!await store.has(lying.path, size)) throw new AuroraError('MALFORMED_REQUEST', `What was sent does not have the ${size} bytes that were said.`);
    return receiveFile({ content: store.open(lying.path), name, settings, spool }, received => {
      if (repr_digest !== null && repr_digest !== digestField(received.incoming.sha256)) throw new AuroraError('MALFORMED_REQUEST', 'What was sent does not have the SHA-256 that was said.');
      return makeFile({ commands, contents, settings }, received, {
        // The command is the upload's end, however often it was tried.
        context: { ...context, commandId: undefined }, operation: 'file.directComplete', lying,
        room: async ({ transaction }, file_id) => { if (await transaction.execute(finish, { id, owner, from: 0, to: size, file_id }) === 0) throw overtaken(); },
      });
    });
  }

  /** Notes where the bytes are about to be copied to. What was noted before is doomed: who has been at it is no more, or is overtaken. */
  async #takeUp({ path: copy, store, upload: id }: Copy): Promise<void> {
    const { contents, transactions } = this.#options;
    const doomed = await transactions.run(async transaction => {
      const before = (await transaction.first(statements.copyOf, { id }))?.direct_copy ?? '';
      if (await transaction.execute(statements.takeUp, { id, copy, before }) === 0) throw overtaken();
      if (before !== '') await contents.doom(transaction, { store, path: before });
      return before !== '';
    });
    if (doomed) await contents.clear();
  }

  async #isNoted({ path, upload }: Copy): Promise<boolean> {
    return (await this.#options.queries.firstOf(statements.copyOf, { id: upload }))?.direct_copy === path;
  }

  /** Removes the copy, unless it has become content. */
  async #letGo({ handedOver, path, store, upload: id }: Copy): Promise<void> {
    const { contents, stores, transactions } = this.#options;
    await this.#quietly(path, async () => {
      const ours = await transactions.run(async transaction => {
        if (await transaction.execute(statements.letGoOfCopy, { id, copy: path }) === 0) return false;
        await contents.doom(transaction, { store, path });
        return true;
      });
      if (ours) await contents.clear();
      else if (!handedOver) await (await stores.at(store)).remove(path);
    });
  }

  /** Removes what was sent; what stays, or comes later, is removed once the URL has ended. */
  async #remove(row: UploadRow): Promise<void> {
    const path = row.direct_path!;
    await this.#quietly(path, async () => { await (await this.#storeOf(row)).remove(path); });
  }

  #storeOf({ direct_store }: UploadRow): Promise<FileStore> {
    return this.#options.stores.at(Number(direct_store));
  }

  async #directAt(row: UploadRow): Promise<DirectStore> {
    const { direct } = await this.#storeOf(row);
    if (!direct) throw new Error(`file store ${row.direct_store} takes no direct uploads any more`);
    return direct;
  }

  async #fileOf(id: string): Promise<FileMetadata> {
    const file = await this.#options.queries.firstOf(shown, { id });
    if (!file) throw noSuchUpload();
    return fileAnswer(file);
  }

  async #quietly(path: string, work: () => Promise<void>): Promise<void> {
    await work().catch(error => this.#options.logger.warn({ 'event.action': 'remove direct upload', 'file.path': path, ...errorFields(error) }, 'what was uploaded directly stays until the housekeeping'));
  }
}

/** The copy of an upload, until content has it. */
class Copy implements Lying {
  readonly store: number;
  readonly path: string;
  readonly upload: string;
  handedOver = false;

  constructor({ direct_store, id }: UploadRow, path: string) {
    this.store = Number(direct_store);
    this.path = path;
    this.upload = id;
  }

  readonly handOver = async (transaction: Transaction): Promise<void> => {
    if (await transaction.execute(statements.letGoOfCopy, { id: this.upload, copy: this.path }) === 0) throw overtaken();
    this.handedOver = true;
  };
}
