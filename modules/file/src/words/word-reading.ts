import { AuroraError, type ContentStream } from '@aurora/kernel';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import * as content from '../persistence/content-statements.ts';
import { beginReading, giveReadingBack, settleWords, wantedWords, type Wanted } from '../persistence/words.ts';
import type { Stores } from '../store/stores.ts';
import { formOf } from './readable.ts';
import { DocumentReader } from './document-reader.ts';

/** Bytes of the largest document that is read. */
const largest = 64 * 1024 ** 2;

export interface WordReadingOptions {
  readonly queries: Queries;
  readonly transactions: Transactions;
  readonly stores: Stores;
  readonly logger: Logger;
}

/** Reads the words of new documents, one after the other, aside. */
export class WordReading {
  readonly #options: WordReadingOptions;
  readonly #reader = new DocumentReader();

  constructor(options: WordReadingOptions) {
    this.#options = options;
  }

  /** Reads what is wanted and due. What is being read when `signal` is aborted is read again later. */
  async work(signal: AbortSignal): Promise<void> {
    const { queries, transactions } = this.#options;
    for (let wanted = await wantedWords(queries); wanted.length > 0; wanted = await wantedWords(queries)) {
      for (const one of wanted) {
        if (signal.aborted) return this.#reader.end();
        if (await beginReading(transactions, one)) await this.#read(one, signal);
      }
    }
    await this.#reader.end();
  }

  async #read(wanted: Wanted, signal: AbortSignal): Promise<void> {
    const { logger, transactions } = this.#options;
    const { file_type, sha256 } = wanted;
    try {
      const bytes = await this.#bytesOf(sha256), form = formOf(file_type);
      await settleWords(transactions, sha256, bytes && form && await this.#reader.words(bytes, form, signal));
    } catch (error) {
      // A store that is away, or an end before the time, says nothing of the document.
      if (signal.aborted || error instanceof AuroraError) return giveReadingBack(transactions, wanted, signal.aborted);
      logger.warn({ 'event.action': 'document.unreadable', 'file.hash.sha256': sha256, 'file.mime_type': file_type, ...errorFields(error) }, 'the words of a document cannot be read');
      await settleWords(transactions, sha256, undefined);
    }
  }

  /** The bytes; undefined where there are none any more, or too many. */
  async #bytesOf(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { queries, stores } = this.#options;
    const row = await queries.firstOf(content.bySha256, { sha256 });
    if (!row || row.size > largest) return undefined;
    const { path, store } = await stores.locate(row);
    return collected(store.open(path), row.size);
  }
}

async function collected(stream: ContentStream, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of stream) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
