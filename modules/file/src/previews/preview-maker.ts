import { unlink } from 'node:fs/promises';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { Contents } from '../persistence/contents.ts';
import type { Place } from '../persistence/places.ts';
import { notePreview, previewOf, type Preview } from '../persistence/previews.ts';
import { readBytes } from '../store/read-bytes.ts';
import type { Spool } from '../store/spool.ts';
import { unlessMissing } from '../store/storage-failure.ts';
import type { Stores } from '../store/stores.ts';
import { NoRenderer, renderPage } from './render-page.ts';

/** Bytes of the largest document of which a preview is made, and of the largest image. */
const largest = 256 * 1024 ** 2, largestImage = 16 * 1024 ** 2;

export interface PreviewMakerOptions {
  readonly queries: Queries;
  readonly transactions: Transactions;
  readonly contents: Contents;
  readonly spool: Spool;
  readonly stores: Stores;
  readonly logger: Logger;
}

/** A document, and where its bytes are. */
export interface Previewed {
  readonly sha256: string;
  readonly size: number;
  readonly place: Place;
}

/** Makes images of first pages, each once, one at a time in this process. */
export class PreviewMaker {
  readonly #options: PreviewMakerOptions;
  readonly #underWay = new Map<string, Promise<Preview | null>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: PreviewMakerOptions) {
    this.#options = options;
  }

  /** The preview of a PDF, made now unless it is there; null where there can be none. */
  async of(document: Previewed): Promise<Preview | null> {
    const known = await previewOf(this.#options.queries, document.sha256);
    if (known !== undefined) return known;
    let making = this.#underWay.get(document.sha256);
    if (!making) {
      making = this.#turn.then(() => this.#make(document));
      this.#turn = making.catch(() => undefined);
      this.#underWay.set(document.sha256, making);
      void this.#turn.then(() => this.#underWay.delete(document.sha256));
    }
    return making;
  }

  async #make({ place, sha256, size }: Previewed): Promise<Preview | null> {
    const { contents, logger, queries, spool, stores, transactions } = this.#options;
    if (size > largest) return null;
    const pdf = await spool.receive((await stores.at(place.store)).open(place.path), largest);
    const image = `${pdf.file}.png`;
    try {
      await renderPage(pdf.file, pdf.file);
      const incoming = await spool.receive(readBytes(image), largestImage);
      try {
        const path = await contents.add(incoming);
        const noted = await transactions.run(async transaction => {
          if (!await notePreview(transaction, sha256, path)) return false;
          await contents.keep(transaction, path);
          return true;
        }).catch(async (error: unknown) => {
          await contents.abandon(path);
          throw error;
        });
        // Another host was first.
        if (!noted) await contents.abandon(path);
      } finally {
        await incoming.discard();
      }
    } catch (error) {
      if (error instanceof NoRenderer) return null;
      logger.warn({ 'event.action': 'preview.failed', 'file.hash.sha256': sha256, ...errorFields(error) }, 'no preview of a document can be made');
      await transactions.run(transaction => notePreview(transaction, sha256, null));
    } finally {
      await unlessMissing(unlink(image));
      await pdf.discard();
    }
    return await previewOf(queries, sha256) ?? null;
  }
}
