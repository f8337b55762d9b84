import { decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { noPlanned, plannedAnswer, plannedById } from './planned-row.ts';

type Contract = typeof configContract;

export const getPlannedChange = (queries: Queries): Handlers<Contract>['getPlannedChange'] => async ({ id }) => {
  const row = await queries.firstOf(plannedById, { id });
  if (!row) throw noPlanned(id);
  return plannedAnswer(row);
};

export const listPlannedChanges = (queries: Queries): Handlers<Contract>['listPlannedChanges'] => async ({ cursor, limit, state }) => {
  let query = queries.builder<ConfigTables>().selectFrom('planned_change').selectAll().orderBy('id', 'desc').limit(limit + 1);
  if (cursor !== undefined) query = query.where('id', '<', decodeCursor(cursor, 'planned changes', ['integer'])[0]);
  if (state !== undefined) query = query.where('state', 'in', state === 'open' ? ['proposed', 'scheduled'] : [state]);
  const rows = await queries.all(query);
  const items = rows.slice(0, limit);
  return { items: items.map(plannedAnswer), next: rows.length > limit ? encodeCursor('planned changes', [items.at(-1)!.id]) : null };
};
