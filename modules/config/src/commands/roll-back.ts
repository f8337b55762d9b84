import { AuroraError, requireFresh, type Handlers } from '@aurora/kernel';
import type { Commands, Ids, Queries, Unit } from '@aurora/platform/persistence';
import { configContract, type RevisionReference } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import { changesBetween, netChanges, turned } from '../persistence/net-changes.ts';
import { shownChange, type Change, type OpenRevision, type Revisions } from '../persistence/open-revision.ts';
import { readingBy, readingIn, revisionNumber } from '../persistence/revision-number.ts';
import { idsFor } from './change-flags.ts';
import { changeFaults, storeChanges } from './whole-change.ts';

/** What a rollback concerns: the named keys, or all but where modules are. */
const concerns = (keys: readonly string[] | undefined) => ({ key, kind }: Change): boolean => (keys ? keys.includes(key) : kind === 'setting' || !isOwnFlag(key));

/** The flags for which a rollback may need an id. */
export async function flagsBroughtBack(queries: Queries, reference: RevisionReference, keys: readonly string[] | undefined): Promise<string[]> {
  const from = await revisionNumber(readingBy(queries), reference);
  const changes = netChanges(await queries.allOf(changesBetween, { from, to: Number.MAX_SAFE_INTEGER })).filter(concerns(keys));
  return changes.filter(({ after, kind }) => kind === 'flag' && after === null).map(({ key }) => key);
}

/** What would have to change for the way back. Throws `NOT_FOUND`, or `VALIDATION_FAILED` with what is not taken any more and the difference. */
export async function planRollback(unit: Unit, revision: OpenRevision, schemas: JsonSchemas, reference: RevisionReference, keys: readonly string[] | undefined): Promise<{ readonly number: number; readonly changes: Change[] }> {
  const number = await revisionNumber(readingIn(unit.transaction), reference);
  // The number of this change itself is taken already, and is nobody's yet.
  if (number > revision.base.version) throw new AuroraError('NOT_FOUND', `There is no revision ${number}.`);
  const changes = netChanges(await unit.transaction.all(changesBetween, { from: number, to: revision.base.version })).filter(concerns(keys)).map(turned);
  const faults = await changeFaults(unit, schemas, changes);
  if (faults.length > 0) throw new AuroraError('VALIDATION_FAILED', `Revision ${number} has values that are not taken any more.`, { details: { fields: faults, difference: changes.map(shownChange) } });
  return { number, changes };
}

export const rollBack = (commands: Commands, revisions: Revisions, queries: Queries, ids: Ids, schemas: JsonSchemas): Handlers<typeof configContract>['rollBack'] => async (input, context) => {
  const { dry_run, keys, number: reference, reason } = input;
  // Read again in the transaction: here it says for which flags an id may be needed.
  const taken = dry_run ? new Map<string, number>() : await idsFor(ids, await flagsBroughtBack(queries, reference, keys));
  return commands.run(context, 'config.rollBack', input, async unit => {
    const revision = await revisions.open(unit);
    requireFresh(revision.base, input);
    const { changes, number } = await planRollback(unit, revision, schemas, reference, keys);
    if (!dry_run) await storeChanges(unit, revision, changes, taken);
    return { revision: await revision.close(dry_run ? [] : changes, reason ?? `Back to revision ${number}`), difference: changes.map(shownChange), dry_run };
  });
};
