import { prepare, type Queries, type Transaction, type Transactions } from '@aurora/platform/persistence';
import { formOf } from '../words/readable.ts';
import type { FileTables, WordsRow } from './tables.ts';

/** Tries after which a document counts as one that cannot be read: what ends the process counts, too. */
const mostAttempts = 3;

/** Milliseconds before the next try. */
const pause = 60_000;

const afterPause = (): string => new Date(Date.now() + pause).toISOString();

type Key = { sha256: string };

const add = prepare<FileTables, Pick<WordsRow, 'sha256' | 'file_type'>>()((db, { file_type, sha256 }, dialect) => {
  const insert = db.insertInto('content_words').values({ sha256, file_type, status: 'wanted', attempts: 0, retry_at: null, words: null });
  return dialect === 'mysql' ? insert.ignore() : insert.orIgnore();
});
const due = prepare<FileTables, { now: string }>()((db, { now }) => db.selectFrom('content_words').select(['sha256', 'file_type', 'attempts'])
  .where('status', '=', 'wanted').where(row => row.or([row('retry_at', 'is', null), row('retry_at', '<=', now)]))
  // What waits for a scanner, or is in quarantine, is opened by nobody.
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('content').select('path').whereRef('content.sha256', '=', 'content_words.sha256').where('content.scan_status', 'in', ['pending', 'infected']))))
  .orderBy('retry_at').limit(20));
const setTry = prepare<FileTables, Key & { attempts: number; retry_at: string | null }>()((db, { attempts, retry_at, sha256 }) =>
  db.updateTable('content_words').set({ attempts, retry_at }).where('sha256', '=', sha256).where('status', '=', 'wanted'));
const settle = prepare<FileTables, Key & { status: WordsRow['status']; words: string | null }>()((db, { sha256, status, words }) =>
  db.updateTable('content_words').set({ status, words, retry_at: null }).where('sha256', '=', sha256));
const ofFile = prepare<FileTables, { id: string }>()((db, { id }) => db.selectFrom('file').innerJoin('content', 'content.path', 'file.storage_path').leftJoin('content_words', 'content_words.sha256', 'file.sha256')
  .select(['file.id', 'content_words.status', 'content_words.words', 'content.scan_status']).where('file.id', '=', id));
const forgotten = prepare<FileTables, object>()(db => db.selectFrom('content_words').select('content_words.sha256')
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('content').select('path').whereRef('content.sha256', '=', 'content_words.sha256')))).limit(100));
const forget = prepare<FileTables, Key>()((db, { sha256 }) => db.deleteFrom('content_words').where('sha256', '=', sha256));

/** A document whose words are to be read. */
export type Wanted = Pick<WordsRow, 'sha256' | 'file_type' | 'attempts'>;

/** Asks for the words of a document, in the transaction that makes its file; those of content that is known are known. */
export async function wantWords(transaction: Transaction, sha256: string, fileType: string): Promise<void> {
  if (formOf(fileType)) await transaction.execute(add, { sha256, file_type: fileType });
}

export const wantedWords = async (queries: Queries): Promise<Wanted[]> => queries.allOf(due, { now: new Date().toISOString() });

/** Counts a try that is about to begin; false if it is one too many, and is not to be made. */
export async function beginReading(transactions: Transactions, { attempts, sha256 }: Wanted): Promise<boolean> {
  if (attempts >= mostAttempts) {
    await settleWords(transactions, sha256, undefined);
    return false;
  }
  await transactions.run(transaction => transaction.execute(setTry, { sha256, attempts: attempts + 1, retry_at: afterPause() }));
  return true;
}

/** Takes back the count of a try that says nothing of the document: the next is due at once, or after a pause. */
export async function giveReadingBack(transactions: Transactions, { attempts, sha256 }: Wanted, atOnce: boolean): Promise<void> {
  await transactions.run(transaction => transaction.execute(setTry, { sha256, attempts, retry_at: atOnce ? null : afterPause() }));
}

/** Notes the words of a document; undefined: it cannot be read. */
export async function settleWords(transactions: Transactions, sha256: string, words: readonly string[] | undefined): Promise<void> {
  await transactions.run(transaction => transaction.execute(settle, { sha256, status: words ? 'done' : 'none', words: words?.join(' ') ?? null }));
}

/** What is known of the words of a file; undefined where there is no such file. */
export async function wordsOf(queries: Queries, id: string): Promise<Pick<WordsRow, 'status' | 'words'> | undefined> {
  const row = await queries.firstOf(ofFile, { id });
  if (row?.scan_status === 'infected') return { status: 'none', words: null };
  return row && { status: row.status ?? 'none', words: row.words };
}

/** Forgets the words of content that nobody has any more. */
export async function forgetWords(queries: Queries, transactions: Transactions): Promise<void> {
  for (const { sha256 } of await queries.allOf(forgotten, {})) await transactions.run(transaction => transaction.execute(forget, { sha256 }));
}
