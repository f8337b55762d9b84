import { decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

export const listTags = (queries: Queries): Handlers<typeof configContract>['listTags'] => async ({ cursor, limit }) => {
  let query = queries.builder<ConfigTables>().selectFrom('revision_tag').selectAll().orderBy('name').limit(limit + 1);
  if (cursor !== undefined) query = query.where('name', '>', decodeCursor(cursor, 'tags', ['text'])[0]);
  const rows = await queries.all(query);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? encodeCursor('tags', [items.at(-1)!.name]) : null };
};
