import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type Flag, type FlagDefinition } from '../../contract/index.ts';
import type { FlagCache } from '../flagd/flag-cache.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;

const byKey = prepare<ConfigTables, { key: string }>()((db, { key }) => db.selectFrom('flag').selectAll().where('key', '=', key));

const answer = (row: ConfigTables['flag']): Flag => ({ ...row, definition: JSON.parse(row.definition) as FlagDefinition });
const noFlag = (key: string): AuroraError => new AuroraError('NOT_FOUND', `There is no flag ${key}.`);

export const getFlag = (queries: Queries): Handlers<Contract>['getFlag'] => async ({ key }) => {
  const row = await queries.firstOf(byKey, { key });
  if (!row) throw noFlag(key);
  return answer(row);
};

export const listFlags = (queries: Queries): Handlers<Contract>['listFlags'] => async input => {
  let query = queries.builder<ConfigTables>().selectFrom('flag').selectAll().orderBy('key').limit(input.limit + 1);
  if (input.cursor !== undefined) query = query.where('key', '>', decodeCursor(input.cursor, 'flags', ['text'])[0]);
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  return { items: items.map(answer), next: rows.length > input.limit ? encodeCursor('flags', [items.at(-1)!.key]) : null };
};

export const evaluateFlag = (flags: FlagCache): Handlers<Contract>['evaluateFlag'] => async ({ key, context, default: fallback = null, targeting_key }) => {
  const flag = await flags.find(key);
  if (!flag) throw noFlag(key);
  const evaluation = flag.evaluate(targeting_key === undefined ? context : { ...context, targetingKey: targeting_key });
  return evaluation.variant === null ? { ...evaluation, value: fallback } : evaluation;
};
