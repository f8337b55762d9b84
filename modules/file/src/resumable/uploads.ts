import { AuroraError, type CallContext } from '@aurora/kernel';
import type { Commands, Queries, Transactions } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import { newFileId } from '../domain/file-id.ts';
import { expiry } from '../domain/stored-file.ts';
import type { Contents } from '../persistence/contents.ts';
import type { UploadPartRow, UploadRow } from '../persistence/tables.ts';
import { giveRoom, takeRoom } from '../persistence/usage.ts';
import * as direct from '../direct/direct-statements.ts';
import * as statements from './upload-statements.ts';

/** What is known of an upload when it begins. */
export type NewUpload = Pick<UploadRow, 'size' | 'name' | 'metadata' | 'repr_digest'>;

/** Where a client may send one to a store itself, and for how many milliseconds. */
export interface Sending {
  readonly store: number;
  readonly path: string;
  readonly lasts: number;
}

/** Each is there for its own operations alone. */
export type UploadKind = 'tus' | 'direct';

/** How long a request that began while a URL was good may take to bring its last byte, in milliseconds. */
const slowest = 24 * 3_600_000;

/** Without words of its own: HEAD has none either. */
export const noSuchUpload = (): AuroraError => new AuroraError('NOT_FOUND');

export const overtaken = (): AuroraError => new AuroraError('CONFLICT', 'The upload has gone on from another offset; ask for it and go on from there.');

export interface UploadsOptions {
  readonly commands: Commands;
  readonly contents: Contents;
  readonly queries: Queries;
  readonly settings: Settings;
  readonly transactions: Transactions;
}

/** The uploads that take more than one request, from their beginning to their end, each for its own principal alone. */
export class Uploads {
  readonly #options: UploadsOptions;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Begins one and takes the room that it needs; answers its id. Rejects with `INSUFFICIENT_STORAGE` where there is not as much. */
  async begin(upload: NewUpload, context: CallContext, sending?: Sending): Promise<string> {
    const { commands, settings } = this.#options;
    const owner = context.principal.id;
    const { id } = await commands.run(context, sending ? 'file.directCreate' : 'file.tusCreate', upload, async ({ now, transaction }) => {
      const made = newFileId(Date.parse(now));
      await takeRoom(transaction, owner, upload.size, { own: settings.FILE_QUOTA, total: settings.FILE_QUOTA_TOTAL });
      await transaction.execute(statements.insert, {
        ...upload, id: made, owner, created_at: now, expires_at: expiry(now, settings.FILE_UPLOAD_TTL),
        direct_store: sending?.store ?? null, direct_path: sending?.path ?? null, direct_until: sending ? expiry(now, sending.lasts) : null,
      });
      return { id: made };
    });
    return id;
  }

  /** Rejects with `NOT_FOUND` for one of another principal, and for one whose time is over. */
  async find(id: string, owner: string, kind: UploadKind = 'tus'): Promise<UploadRow> {
    const row = await this.#options.queries.firstOf(statements.find[kind], { id, owner, now: new Date().toISOString() });
    if (!row) throw noSuchUpload();
    return { ...row, size: Number(row.size), received: Number(row.received) };
  }

  /** Gives one up, as its principal asks. Rejects with `CONFLICT` where it has become a file. */
  async end(id: string, context: CallContext, kind: UploadKind = 'tus'): Promise<void> {
    await this.#options.commands.run(context, `file.${kind}Delete`, { id }, async ({ now, transaction }) => {
      const row = await transaction.first(statements.find[kind], { id, owner: context.principal.id, now });
      if (!row) throw noSuchUpload();
      if (await transaction.execute(statements.giveUp, { id }) === 0) throw new AuroraError('CONFLICT', 'The upload has become a file, which can be deleted as one.', { details: { file_id: row.file_id } });
      await giveRoom(transaction, row.owner, Number(row.size));
    });
    await this.clear(id);
  }

  /** Gives one up that is refused; one that is not there, or is a file, stays as it is. */
  async refuse({ id, owner, size }: Pick<UploadRow, 'id' | 'owner' | 'size'>): Promise<void> {
    await this.#options.transactions.run(async transaction => {
      if (await transaction.execute(statements.giveUp, { id }) > 0) await giveRoom(transaction, owner, Number(size));
    });
  }

  /** Removes the parts of one that is over. */
  async clear(id: string): Promise<void> {
    await this.#remove((await this.#options.queries.allOf(statements.partsOf, { id })));
  }

  /** Gives up a batch of those whose time is over, and removes a batch of what is left of those that are. */
  async tidy(): Promise<void> {
    const { queries, transactions } = this.#options;
    const now = new Date().toISOString();
    for (const upload of await queries.allOf(statements.overdue, { now })) await this.refuse(upload);
    await this.#remove(await queries.allOf(statements.spentParts, {}));
    await this.#letGo(await queries.allOf(direct.leftBehind, { cutoff: expiry(now, -slowest) }), expiry(now, -slowest));
    await transactions.run(transaction => transaction.execute(statements.forget, { now }));
  }

  /** Dooms what lies in stores of uploads that are over, once nothing more can come there. */
  async #letGo(rows: readonly Pick<UploadRow, 'id' | 'direct_store' | 'direct_path' | 'direct_until' | 'direct_copy'>[], cutoff: string): Promise<void> {
    const { contents, transactions } = this.#options;
    for (const { direct_copy, direct_path, direct_store, direct_until, id } of rows) {
      const store = Number(direct_store);
      await transactions.run(async transaction => {
        if (direct_copy !== null && await transaction.execute(direct.letGoOfCopy, { id, copy: direct_copy }) > 0) await contents.doom(transaction, { store, path: direct_copy });
        if (direct_until !== null && direct_until <= cutoff && await transaction.execute(direct.letGo, { id }) > 0) await contents.doom(transaction, { store, path: direct_path! });
      });
    }
    if (rows.length > 0) await contents.clear();
  }

  async #remove(parts: readonly Pick<UploadPartRow, 'upload_id' | 'start' | 'path'>[]): Promise<void> {
    const { contents, transactions } = this.#options;
    for (const part of parts) {
      await transactions.run(async transaction => {
        if (await transaction.execute(statements.deletePart, part) > 0) await contents.release(transaction, part.path);
      });
      await contents.collect(part.path);
    }
  }
}
