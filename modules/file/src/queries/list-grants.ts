import { decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import { afterAll, grantAnswer, liveGrants } from '../persistence/grants.ts';
import type { FileTables } from '../persistence/tables.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) => db.selectFrom('file').select('id').where('id', '=', id));

export const listGrants = (queries: Queries): Handlers<typeof fileContract>['listGrants'] => async ({ cursor, id, limit }) => {
  if (!await queries.firstOf(byId, { id })) throw noSuchFile();
  const before = cursor === undefined ? afterAll : decodeCursor(cursor, 'grants', ['text'])[0];
  const rows = await queries.allOf(liveGrants, { file_id: id, before, now: new Date().toISOString(), count: limit + 1 });
  const items = rows.slice(0, limit).map(grantAnswer);
  return { items, next: rows.length > limit ? encodeCursor('grants', [items.at(-1)!.id]) : null };
};
