import type { Background } from '@aurora/platform/module';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import { forgetWords } from '../persistence/words.ts';
import type { WordReading } from './word-reading.ts';

const halfSecond = 500, tenMinutes = 600_000;

/** Lets the words of new documents be read without being asked. */
export function readDocuments(background: Background, reading: WordReading, queries: Queries, transactions: Transactions): void {
  background.every('read the words of documents', halfSecond, signal => reading.work(signal));
  background.every('forget the words of documents that have gone', tenMinutes, () => forgetWords(queries, transactions));
}
