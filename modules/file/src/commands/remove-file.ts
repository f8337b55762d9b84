import { type Unit, prepare } from '@aurora/platform/persistence';
import { FileDeleted } from '../../contract/index.ts';
import type { Contents } from '../persistence/contents.ts';
import { grantsOf } from '../persistence/grants.ts';
import type { FileRow, FileTables } from '../persistence/tables.ts';
import { giveRoom } from '../persistence/usage.ts';

// The conditions, not locks, keep a claim made meanwhile from being lost.
const remove = prepare<FileTables, { id: string; until: string }>()((db, { id, until }) =>
  db.deleteFrom('file').where('id', '=', id).where('claims', '=', 0).where('expires_at', '<=', until));

/** After every time: for a file that is removed whenever it would have expired. */
export const whenever = '9999-12-31T23:59:59.999Z';

/** Columns that are read of a file that is to go. */
export const removable = ['id', 'original_name', 'sha256', 'storage_path', 'version', 'owner', 'file_size'] as const;

type Removable = Pick<FileRow, (typeof removable)[number]>;

/** Removes the file unless it is claimed or expires after `until`, and tells of it; false if it stays. Afterwards the caller must `collect` its content. */
export async function removeFile(unit: Unit, contents: Contents, file: Removable, until: string): Promise<boolean> {
  const { file_size, id, original_name, owner, sha256, storage_path, version } = file;
  if (await unit.transaction.execute(remove, { id, until }) === 0) return false;
  await unit.transaction.execute(grantsOf, { file_id: id });
  // Content before room, as an upload does it: so neither waits for the other.
  await contents.release(unit.transaction, storage_path);
  await giveRoom(unit.transaction, owner, file_size);
  unit.record(FileDeleted, { id, version }, { id, original_name, sha256 });
  return true;
}
