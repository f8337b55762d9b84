import { AuroraError, decodeCursor, encodeCursor, validationFailed, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type Flag, type FlagDefinition, type RevisionReference } from '../../contract/index.ts';
import { compileFlag, type CompiledFlag } from '../flagd/compiled-flag.ts';
import type { FlagCache } from '../flagd/flag-cache.ts';
import type { FlagUse } from '../flagd/flag-use.ts';
import { readingBy, revisionNumber } from '../persistence/revision-number.ts';
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

const definedAt = prepare<ConfigTables, { key: string; revision: number }>()((db, { key, revision }) =>
  db.selectFrom('revision_change').select('after').where('key', '=', key).where('kind', '=', 'flag').where('revision', '<=', revision).orderBy('revision', 'desc').limit(1));

/** The flag as it was at a revision; undefined if there was none. Throws `NOT_FOUND` for a revision that there is not. */
async function flagAt(queries: Queries, key: string, reference: RevisionReference): Promise<CompiledFlag | undefined> {
  const revision = await revisionNumber(readingBy(queries), reference);
  const text = (await queries.firstOf(definedAt, { key, revision }))?.after;
  return text == null ? undefined : compileFlag(key, text);
}

export const evaluateFlag = (queries: Queries, flags: FlagCache, use: FlagUse): Handlers<Contract>['evaluateFlag'] => async ({ key, context, default: fallback = null, revision, targeting_key }) => {
  const flag = revision === undefined ? await flags.find(key) : await flagAt(queries, key, revision);
  if (!flag) throw noFlag(key);
  if (revision === undefined) use.note('evaluated_at', key);
  const evaluation = flag.evaluate(targeting_key === undefined ? context : { ...context, targetingKey: targeting_key });
  if (evaluation === 'no-targeting-key') throw validationFailed([{ path: 'targeting_key', code: 'missing', message: `is needed: the flag ${key} goes by percentages` }]);
  return evaluation.variant === null ? { ...evaluation, value: fallback } : evaluation;
};
