import { AuroraError, type Handlers } from '@aurora/kernel';
import { type Commands, prepare } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import type { Contents } from '../persistence/contents.ts';
import type { FileTables } from '../persistence/tables.ts';
import { removable, removeFile, whenever } from './remove-file.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.selectFrom('file').select(removable).where('id', '=', id));
const holders = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.selectFrom('claim').select('holder').where('file_id', '=', id).orderBy('holder').limit(10));

export const deleteFile = (commands: Commands, contents: Contents): Handlers<typeof fileContract>['delete'] => async (input, context) => {
  let left: string | undefined;
  await commands.run(context, 'file.delete', input, async unit => {
    const file = await unit.transaction.first(byId, input);
    if (!file) throw noSuchFile();
    if (!await removeFile(unit, contents, file, whenever)) {
      const rows = await unit.transaction.all(holders, input);
      if (rows.length === 0) throw noSuchFile();
      throw new AuroraError('IN_USE', `File ${input.id} is used by syllabi.`, { details: { used_by: rows.map(row => row.holder) } });
    }
    left = file.storage_path;
  });
  if (left !== undefined) await contents.collect(left);
};
