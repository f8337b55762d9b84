import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import { fileAnswer, shownColumns } from '../domain/wire.ts';
import type { FileTables } from '../persistence/tables.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) => db.selectFrom('file').select(shownColumns).where('id', '=', id));

export const getFile = (queries: Queries): Handlers<typeof fileContract>['get'] => async ({ id }) => {
  const file = await queries.firstOf(byId, { id });
  if (!file) throw noSuchFile();
  return fileAnswer(file);
};
