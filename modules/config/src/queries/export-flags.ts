import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import type { ConfigTables } from '../persistence/tables.ts';

const all = prepare<ConfigTables, object>()(db => db.selectFrom('flag').select(['key', 'definition']).orderBy('key'));

export const exportFlags = (queries: Queries): Handlers<typeof configContract>['exportFlags'] => async () => {
  const rows = await queries.allOf(all, {});
  return { $schema: 'https://flagd.dev/schema/v0/flags.json', flags: Object.fromEntries(rows.filter(({ key }) => !isOwnFlag(key)).map(({ key, definition }) => [key, JSON.parse(definition) as unknown])) };
};
