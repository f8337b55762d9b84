import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type RevisionSummary } from '../../contract/index.ts';
import { shownChange } from '../persistence/open-revision.ts';
import { readingBy, revisionNumber } from '../persistence/revision-number.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;
type Row = ConfigTables['revision'];

const byNumber = prepare<ConfigTables, { number: number }>()((db, { number }) => db.selectFrom('revision').selectAll().where('number', '=', number));
const changesOf = prepare<ConfigTables, { number: number }>()((db, { number }) => db.selectFrom('revision_change').selectAll().where('revision', '=', number).orderBy('place'));

/** The revisions with their names, and who approved of them. */
async function told(queries: Queries, rows: readonly Row[]): Promise<RevisionSummary[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map(({ number }) => number);
  const db = queries.builder<ConfigTables>();
  const tags = Map.groupBy(await queries.all(db.selectFrom('revision_tag').select(['name', 'revision']).where('revision', 'in', numbers).orderBy('name')), tag => tag.revision);
  const approved = new Map((await queries.all(db.selectFrom('planned_change').select(['revision', 'approved_by']).where('revision', 'in', numbers))).map(row => [row.revision, row.approved_by]));
  return rows.map(row => ({ ...row, approved_by: approved.get(row.number) ?? null, tags: (tags.get(row.number) ?? []).map(({ name }) => name) }));
}

export const getRevision = (queries: Queries): Handlers<Contract>['getRevision'] => async ({ number: reference }) => {
  const number = await revisionNumber(readingBy(queries), reference);
  const revision = await queries.firstOf(byNumber, { number });
  if (!revision) throw new AuroraError('NOT_FOUND', `There is no revision ${number}.`);
  return { ...(await told(queries, [revision]))[0]!, difference: (await queries.allOf(changesOf, { number })).map(shownChange) };
};

export const listRevisions = (queries: Queries): Handlers<Contract>['listRevisions'] => async ({ cursor, key, limit, until }) => {
  const first = until === undefined ? Number.MAX_SAFE_INTEGER : await revisionNumber(readingBy(queries), until) + 1;
  const before = cursor === undefined ? first : Math.min(first, decodeCursor(cursor, 'revisions', ['integer'])[0]);
  const db = queries.builder<ConfigTables>();
  const columns = ['revision.number', 'revision.author', 'revision.reason', 'revision.created_at'] as const;
  const rows = await (key === undefined
    ? queries.all(db.selectFrom('revision').select(columns).where('number', '<', before).orderBy('number', 'desc').limit(limit + 1))
    : queries.all(db.selectFrom('revision_change').innerJoin('revision', 'revision.number', 'revision_change.revision').select(columns).distinct()
      .where('revision_change.key', '=', key).where('revision_change.revision', '<', before).orderBy('revision.number', 'desc').limit(limit + 1)));
  const items = rows.slice(0, limit);
  return { items: await told(queries, items), next: rows.length > limit ? encodeCursor('revisions', [items.at(-1)!.number]) : null };
};
