import type { Background } from '@aurora/platform/module';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import type { Contents } from '../persistence/contents.ts';
import { forgetPreviews } from '../persistence/previews.ts';
import { forgetWords } from '../persistence/words.ts';

const tenMinutes = 600_000;

/** Lets go what was made of documents that nobody has any more. */
export function forgetDocuments(background: Background, queries: Queries, transactions: Transactions, contents: Contents): void {
  const forget = async (): Promise<void> => {
    await forgetWords(queries, transactions);
    await forgetPreviews(queries, transactions, contents);
  };
  background.atStart('forget documents that have gone', forget);
  background.every('forget documents that have gone', tenMinutes, forget);
}
