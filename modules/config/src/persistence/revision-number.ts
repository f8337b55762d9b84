import { AuroraError } from '@aurora/kernel';
import { prepare, type Prepared, type Queries, type Transaction } from '@aurora/platform/persistence';
import type { RevisionReference } from '../../contract/index.ts';
import { currentRevision } from './current-revision.ts';
import type { ConfigTables } from './tables.ts';

/** Reads one row, inside or outside of a transaction. */
export interface RowReader {
  first<Values, Row>(prepared: Prepared<Values, Row>, values: Values): Promise<Row | undefined>;
}

export const readingBy = (queries: Queries): RowReader => ({ first: async (prepared, values) => queries.firstOf(prepared, values) });
export const readingIn = (transaction: Transaction): RowReader => transaction;

const tagged = prepare<ConfigTables, { name: string }>()((db, { name }) => db.selectFrom('revision_tag').select('revision').where('name', '=', name));
const presentAt = prepare<ConfigTables, { time: string }>()((db, { time }) => db.selectFrom('revision').select('number').where('created_at', '<=', time).orderBy('number', 'desc').limit(1));

/** The number of the revision that `reference` names: itself, that of a tag, or of a time. Rejects with `NOT_FOUND` where there is none. */
export async function revisionNumber(reader: RowReader, reference: RevisionReference): Promise<number> {
  if (typeof reference === 'number' || /^\d+$/.test(reference)) {
    const number = Number(reference);
    if (number > (await reader.first(currentRevision, {}))!.revision) throw new AuroraError('NOT_FOUND', `There is no revision ${number}.`);
    return number;
  }
  if (/^\d/.test(reference)) return (await reader.first(presentAt, { time: reference }))?.number ?? 0;
  const found = await reader.first(tagged, { name: reference });
  if (!found) throw new AuroraError('NOT_FOUND', `No revision has the name ${reference}.`);
  return found.revision;
}
