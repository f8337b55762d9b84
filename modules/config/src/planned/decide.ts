import { AuroraError, type Handlers } from '@aurora/kernel';
import type { Commands, Ids, Queries, Unit } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import type { Revisions } from '../persistence/open-revision.ts';
import { applyPlanned, idsForPlanned, requireApplicable } from './apply.ts';
import { movePlanned, noPlanned, plannedAnswer, plannedById, type PlannedRow } from './planned-row.ts';

type Contract = typeof configContract;

const settled = ({ id, state }: PlannedRow): AuroraError => new AuroraError('CONFLICT', `The planned change ${id} is ${state}.`, { details: { state } });

/** The row, if it stands in one of `states` and has not expired. */
async function openRow(unit: Unit, id: number, states: readonly PlannedRow['state'][]): Promise<PlannedRow> {
  const row = await unit.transaction.first(plannedById, { id });
  if (!row) throw noPlanned(id);
  if (!states.includes(row.state)) throw settled(row);
  if (row.state === 'proposed' && row.expires_at !== null && row.expires_at <= unit.now) throw settled({ ...row, state: 'expired' });
  return row;
}

/** Moves it on; rejects with `CONFLICT` where it has been moved on meanwhile. */
async function moved(unit: Unit, row: PlannedRow, changes: Partial<PlannedRow>): Promise<PlannedRow> {
  const after = { ...row, ...changes };
  if (await unit.transaction.execute(movePlanned, { ...after, was: row.state }) === 0) throw new AuroraError('CONFLICT', `The planned change ${row.id} has been decided meanwhile.`);
  return after;
}

export const approveChange = (commands: Commands, revisions: Revisions, queries: Queries, ids: Ids, schemas: JsonSchemas): Handlers<Contract>['approveChange'] => async (input, context) => {
  const { digest, id } = input;
  const seen = await queries.firstOf(plannedById, { id });
  if (!seen) throw noPlanned(id);
  const taken = seen.due_at === null ? await idsForPlanned(ids, seen) : new Map<string, number>();
  return commands.run(context, 'config.approveChange', input, async unit => {
    // First, so that what is approved of and what is applied is looked at while nothing else can change.
    const revision = await revisions.open(unit);
    const row = await openRow(unit, id, ['proposed']);
    if (row.author === context.principal.id) throw new AuroraError('FORBIDDEN', 'A change is approved by another than its author.', { details: { approval: 'own' } });
    if (digest !== undefined && digest !== row.digest) throw new AuroraError('STALE_VERSION', 'It is not the change that was looked at.', { details: { digest: row.digest } });
    const approval = { approved_by: context.principal.id, approved_at: unit.now, approved_digest: row.digest };
    if (row.due_at !== null) {
      await requireApplicable(unit, schemas, row);
      await revision.close([], undefined);
      return plannedAnswer(await moved(unit, row, { ...approval, state: 'scheduled' }));
    }
    const number = await applyPlanned(unit, revision, schemas, row, taken, true);
    return plannedAnswer(await moved(unit, row, { ...approval, state: 'applied', revision: number, ended_at: unit.now }));
  });
};

const giveUp = (commands: Commands, operation: string, state: 'rejected' | 'cancelled', from: readonly PlannedRow['state'][]): Handlers<Contract>['rejectChange'] => (input, context) =>
  commands.run(context, `config.${operation}`, input, async unit => {
    const row = await openRow(unit, input.id, from);
    return plannedAnswer(await moved(unit, row, { state, ended_by: context.principal.id, ended_reason: input.reason ?? null, ended_at: unit.now }));
  });

export const rejectChange = (commands: Commands): Handlers<Contract>['rejectChange'] => giveUp(commands, 'rejectChange', 'rejected', ['proposed']);
export const cancelChange = (commands: Commands): Handlers<Contract>['cancelChange'] => giveUp(commands, 'cancelChange', 'cancelled', ['proposed', 'scheduled']);
