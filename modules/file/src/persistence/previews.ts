import { prepare, type Queries, type Transaction, type Transactions } from '@aurora/platform/persistence';
import type { Contents } from './contents.ts';
import type { Placed } from './places.ts';
import type { FileTables } from './tables.ts';

type Key = { sha256: string };

const find = prepare<FileTables, Key>()((db, { sha256 }) => db.selectFrom('content_preview').leftJoin('content', 'content.path', 'content_preview.path')
  .select(['content_preview.path as preview', 'content_preview.made_at', 'content.path', 'content.sha256', 'content.size', 'content.store', 'content.store_path', 'content.copy_store', 'content.copy_path']).where('content_preview.sha256', '=', sha256));
const insert = prepare<FileTables, FileTables['content_preview']>()((db, { made_at, path, sha256 }, dialect) => {
  const row = db.insertInto('content_preview').values({ sha256, path, made_at });
  return dialect === 'mysql' ? row.ignore() : row.orIgnore();
});
const needless = prepare<FileTables, object>()(db => db.selectFrom('content_preview').select(['content_preview.sha256', 'content_preview.path'])
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('content').select('content.path').whereRef('content.sha256', '=', 'content_preview.sha256')))).limit(100));
const remove = prepare<FileTables, Key>()((db, { sha256 }) => db.deleteFrom('content_preview').where('sha256', '=', sha256));

/** An image of the first page, which is content like any other. */
export interface Preview extends Placed {
  readonly sha256: string;
  readonly size: number;
  readonly made_at: string;
}

/** The preview of content; null where there can be none; undefined where none has been made. */
export async function previewOf(queries: Queries, sha256: string): Promise<Preview | null | undefined> {
  const row = await queries.firstOf(find, { sha256 });
  if (!row) return undefined;
  return row.preview === null || row.path === null ? null : row as Preview;
}

/** Notes a preview, by the path of its content, or that there can be none; false if another was noted before. */
export async function notePreview(transaction: Transaction, sha256: string, path: string | null): Promise<boolean> {
  return await transaction.execute(insert, { sha256, path, made_at: new Date().toISOString() }) === 1;
}

/** Lets go the previews of content that nobody has any more. */
export async function forgetPreviews(queries: Queries, transactions: Transactions, contents: Contents): Promise<void> {
  for (const { path, sha256 } of await queries.allOf(needless, {})) {
    const gone = await transactions.run(async transaction => {
      if (await transaction.execute(remove, { sha256 }) === 0) return false;
      if (path !== null) await contents.release(transaction, path);
      return true;
    });
    if (gone && path !== null) await contents.collect(path);
  }
}
