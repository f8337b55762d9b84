import { AuroraError } from '@aurora/kernel';
import type { Ids, Unit } from '@aurora/platform/persistence';
import { changeFaults, requireUnmoved, storeChanges } from '../commands/whole-change.ts';
import { idsFor } from '../commands/change-flags.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import type { OpenRevision } from '../persistence/open-revision.ts';
import { changesOf, digestOf, type PlannedRow } from './planned-row.ts';

/** An id for each flag that it makes. Taken before the transaction. */
export const idsForPlanned = (ids: Ids, row: PlannedRow): Promise<ReadonlyMap<string, number>> =>
  idsFor(ids, changesOf(row).filter(({ after, before, kind }) => kind === 'flag' && before === null && after !== null).map(({ key }) => key));

/** Throws what keeps a planned change from taking effect as things are: `CONFLICT` where something has changed since, `VALIDATION_FAILED` where today's schemas refuse it. */
export async function requireApplicable(unit: Unit, schemas: JsonSchemas, row: PlannedRow): Promise<void> {
  const changes = changesOf(row);
  if (digestOf(row) !== row.digest) throw new AuroraError('CONFLICT', 'What is stored of it is not what was planned.');
  await requireUnmoved(unit, changes);
  const fields = await changeFaults(unit, schemas, changes);
  if (fields.length > 0) throw new AuroraError('VALIDATION_FAILED', 'It has values that are not taken any more.', { details: { fields } });
}

/** Makes it, as the revision that is open; answers its number. `approved`: whether another has approved of just this. Rejects with `FORBIDDEN` where that is missing. */
export async function applyPlanned(unit: Unit, revision: OpenRevision, schemas: JsonSchemas, row: PlannedRow, ids: ReadonlyMap<string, number>, approved: boolean): Promise<number> {
  await requireApplicable(unit, schemas, row);
  const changes = changesOf(row);
  await storeChanges(unit, revision, changes, ids);
  return revision.close(changes, row.reason ?? undefined, { author: row.author, approved });
}
