import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

const latest = prepare<ConfigTables, object>()(db => db.selectFrom('configuration').select('last_revocation').where('id', '=', 1));
const live = prepare<ConfigTables, { after: number; count: number; now: string }>()((db, { after, count, now }) =>
  db.selectFrom('revocation').select(['position', 'jti', 'subject', 'issued_until', 'expires_at']).where('position', '>', after)
    .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)])).orderBy('position').limit(count));

export const listRevocations = (queries: Queries): Handlers<typeof configContract>['listRevocations'] => async ({ after, limit }) => {
  const last = (await queries.firstOf(latest, {}))!.last_revocation;
  const rows = await queries.allOf(live, { after, count: limit + 1, now: new Date().toISOString() });
  return { items: rows.slice(0, limit), more: rows.length > limit, latest: last };
};
