import { type Commands, prepare, type Queries } from '@aurora/platform/persistence';
import { asModule } from '../domain/as-module.ts';
import type { Contents } from '../persistence/contents.ts';
import type { FileTables } from '../persistence/tables.ts';
import { removable, removeFile } from './remove-file.ts';

/** Files per transaction. */
const batch = 50;

const expired = prepare<FileTables, { now: string }>()((db, { now }) =>
  db.selectFrom('file').select(removable)
    .where('expires_at', '<=', now).orderBy('expires_at').orderBy('id').limit(batch));

/** Removes one batch of staged files whose time is over, with their events; answers whether it is worth going on. Several hosts may do so at once. */
export async function expireStaged(commands: Commands, queries: Queries, contents: Contents): Promise<boolean> {
  const files = await queries.allOf(expired, { now: new Date().toISOString() });
  if (files.length === 0) return false;
  const left = await commands.run(asModule('expire'), 'file.expire', undefined, async unit => {
    const paths: string[] = [];
    for (const file of files) if (await removeFile(unit, contents, file, unit.now)) paths.push(file.storage_path);
    return paths;
  });
  for (const path of new Set(left)) await contents.collect(path);
  return left.length > 0 && files.length === batch;
}
