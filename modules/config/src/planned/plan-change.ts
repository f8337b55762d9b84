import { requireFresh, validationFailed, type Handlers, type InputOf } from '@aurora/kernel';
import type { Commands, Ids, Unit } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { definitionsIn, planImport } from '../commands/import-flags.ts';
import { planRollback } from '../commands/roll-back.ts';
import { planWanted, requireWanted } from '../commands/whole-change.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { requireFuture } from '../domain/time.ts';
import type { Change, OpenRevision, Revisions } from '../persistence/open-revision.ts';
import { digestOf, insertPlanned, plannedAnswer, type PlannedRow } from './planned-row.ts';

type Input = InputOf<typeof configContract.operations.planChange>;

/** For how long what has no time can be approved, milliseconds. */
const proposalTime = 7 * 86_400_000;

type Planner = (unit: Unit, revision: OpenRevision, schemas: JsonSchemas) => Promise<Change[]>;

/** How the changes are found, once what can be said against the input without looking at the database has been. */
async function plannerOf(input: Input): Promise<Planner> {
  const { changes, flags, import: document, rollback } = input;
  if ([changes ?? flags, document, rollback].filter(given => given !== undefined).length !== 1) throw validationFailed([{ path: 'changes', code: 'ambiguous', message: 'is given, with or without flags, or rollback, or import: one of them' }]);
  if (rollback) return async (unit, revision, schemas) => (await planRollback(unit, revision, schemas, rollback.revision, rollback.keys)).changes;
  if (document) {
    const definitions = await definitionsIn(document.document);
    return unit => planImport(unit, definitions, document.replace ?? false);
  }
  await requireWanted(input);
  return (unit, _, schemas) => planWanted(unit, schemas, input);
}

function requireTimes({ at, expires_at }: Input): void {
  requireFuture(at, 'at');
  requireFuture(expires_at, 'expires_at');
  if (at !== undefined && expires_at !== undefined && expires_at > at) throw validationFailed([{ path: 'expires_at', code: 'too_late', message: 'must not be after the time at which it takes effect' }]);
}

export const planChange = (commands: Commands, revisions: Revisions, ids: Ids, schemas: JsonSchemas): Handlers<typeof configContract>['planChange'] => async (input, context) => {
  const { approval, at, expires_at, reason } = input;
  requireTimes(input);
  const plan = await plannerOf(input);
  const id = await ids.next('planned_change');
  return commands.run(context, 'config.planChange', input, async unit => {
    const revision = await revisions.open(unit);
    requireFresh(revision.base, input);
    const changes = await plan(unit, revision, schemas);
    if (changes.length === 0) throw validationFailed([{ path: 'changes', code: 'nothing', message: 'would change nothing' }]);
    const needed = approval || at === undefined || await revisions.approvals.demandedFor(unit.transaction, changes);
    await revision.close([], undefined);
    const planned = { author: context.principal.id, base: revision.base.version, changes: JSON.stringify(changes), due_at: at ?? null, reason: reason ?? null };
    const until = expires_at ?? at ?? new Date(Date.parse(unit.now) + proposalTime).toISOString();
    const row: PlannedRow = {
      ...planned, id, state: needed ? 'proposed' : 'scheduled', digest: digestOf(planned), needs_approval: needed ? 1 : 0, approved_by: null, approved_at: null, approved_digest: null,
      expires_at: needed ? until : null, revision: null, failure: null, ended_by: null, ended_reason: null, ended_at: null, created_at: unit.now,
    };
    await unit.transaction.execute(insertPlanned, row);
    return plannedAnswer(row);
  });
};
