import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type SettingSchema } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;

const byKey = prepare<ConfigTables, { key: string }>()((db, { key }) => db.selectFrom('setting_schema').selectAll().where('key', '=', key));

const answer = (row: ConfigTables['setting_schema']): SettingSchema => ({ ...row, schema: JSON.parse(row.schema) });

export const getSchema = (queries: Queries): Handlers<Contract>['getSchema'] => async ({ key }) => {
  const row = await queries.firstOf(byKey, { key });
  if (!row) throw new AuroraError('NOT_FOUND', `The setting ${key} has no schema.`);
  return answer(row);
};

export const listSchemas = (queries: Queries): Handlers<Contract>['listSchemas'] => async input => {
  let query = queries.builder<ConfigTables>().selectFrom('setting_schema').selectAll().orderBy('key').limit(input.limit + 1);
  if (input.cursor !== undefined) query = query.where('key', '>', decodeCursor(input.cursor, 'schemas', ['text'])[0]);
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  return { items: items.map(answer), next: rows.length > input.limit ? encodeCursor('schemas', [items.at(-1)!.key]) : null };
};
