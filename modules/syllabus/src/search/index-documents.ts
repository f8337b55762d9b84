import type { Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { Background } from '@aurora/platform/module';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import { putOff, putWords, wantedDocuments, type Wanted } from '../persistence/documents.ts';
import { wordsOf } from './words-of.ts';

const halfSecond = 500;

/** Milliseconds before a document is asked for again: from half a second on, doubled with each time, at most five minutes. */
const pauseAfter = (attempts: number): number => Math.min(300_000, halfSecond * 2 ** Math.min(attempts, 10));

export interface IndexingOptions {
  readonly background: Background;
  readonly queries: Queries;
  readonly transactions: Transactions;
  readonly file: Port<typeof fileContract>;
}

/** Asks the file module, without being asked, for the words of the documents of syllabi, so that these are found by them. */
export function indexDocuments({ background, file, queries, transactions }: IndexingOptions): void {
  async function indexOne(wanted: Wanted): Promise<void> {
    const words = await wordsOf(file, wanted.file_id);
    await transactions.run(transaction => (words ? putWords(transaction, wanted, words) : putOff(transaction, wanted, pauseAfter(wanted.attempts))));
  }
  background.every('ask for the words of documents', halfSecond, async signal => {
    for (let wanted = await wantedDocuments(queries); wanted.length > 0; wanted = await wantedDocuments(queries)) {
      for (const one of wanted) {
        if (signal.aborted) return;
        await indexOne(one);
      }
    }
  });
}
