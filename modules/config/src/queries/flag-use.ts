import { decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { configContract, type FlagDefinition } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

export const listFlagUse = (queries: Queries): Handlers<typeof configContract>['listFlagUse'] => async ({ cursor, limit, unused_since }) => {
  let query = queries.builder<ConfigTables>().selectFrom('flag').leftJoin('flag_use', 'flag_use.key', 'flag.key')
    .select(['flag.key', 'flag.definition', 'flag.updated_at', 'flag_use.evaluated_at', 'flag_use.delivered_at']).orderBy('flag.key').limit(limit + 1);
  if (cursor !== undefined) query = query.where('flag.key', '>', decodeCursor(cursor, 'flag use', ['text'])[0]);
  if (unused_since !== undefined) {
    query = query.where('flag.updated_at', '<', unused_since).where(({ eb, or }) => or([eb('flag_use.evaluated_at', 'is', null), eb('flag_use.evaluated_at', '<', unused_since)]));
  }
  const rows = await queries.all(query);
  const items = rows.slice(0, limit).map(({ definition, ...row }) => ({ ...row, state: (JSON.parse(definition) as FlagDefinition).state }));
  return { items, next: rows.length > limit ? encodeCursor('flag use', [items.at(-1)!.key]) : null };
};
