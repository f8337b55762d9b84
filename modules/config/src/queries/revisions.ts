import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { shownChange } from '../persistence/open-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;

const byNumber = prepare<ConfigTables, { number: number }>()((db, { number }) => db.selectFrom('revision').selectAll().where('number', '=', number));
const changesOf = prepare<ConfigTables, { number: number }>()((db, { number }) => db.selectFrom('revision_change').selectAll().where('revision', '=', number).orderBy('place'));

export const getRevision = (queries: Queries): Handlers<Contract>['getRevision'] => async ({ number }) => {
  const revision = await queries.firstOf(byNumber, { number });
  if (!revision) throw new AuroraError('NOT_FOUND', `There is no revision ${number}.`);
  return { ...revision, difference: (await queries.allOf(changesOf, { number })).map(shownChange) };
};

export const listRevisions = (queries: Queries): Handlers<Contract>['listRevisions'] => async ({ cursor, key, limit }) => {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor, 'revisions', ['integer'])[0];
  const db = queries.builder<ConfigTables>();
  const columns = ['revision.number', 'revision.author', 'revision.reason', 'revision.created_at'] as const;
  const rows = await (key === undefined
    ? queries.all(db.selectFrom('revision').select(columns).where('number', '<', before).orderBy('number', 'desc').limit(limit + 1))
    : queries.all(db.selectFrom('revision_change').innerJoin('revision', 'revision.number', 'revision_change.revision').select(columns).distinct()
      .where('revision_change.key', '=', key).where('revision_change.revision', '<', before).orderBy('revision.number', 'desc').limit(limit + 1)));
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? encodeCursor('revisions', [items.at(-1)!.number]) : null };
};
