import { randomUUIDv7 } from 'node:crypto';
import { allows, AuroraError, requireFresh, type CallContext, type Handlers } from '@aurora/kernel';
import { type Commands, Overtaken, prepare, type Unit } from '@aurora/platform/persistence';
import type { SagaDefinition, SagaExecutor } from '@aurora/platform/saga';
import { isDeepStrictEqual } from 'node:util';
import { subjectContract, SubjectDeleted, type Deletion } from '../../contract/index.ts';
import { requireStanding } from '../domain/standing.ts';
import { Subject } from '../domain/subject.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { deletionOf } from '../queries/deletions.ts';
import type { DeletionInput, DeletionState } from '../sagas/delete-with-syllabi.ts';

// The condition, not a lock, keeps a reservation made meanwhile from being lost.
const remove = prepare<SubjectTables, { id: number; version: number }>()((db, { id, version }) =>
  db.deleteFrom('subject').where('id', '=', id).where('version', '=', version).where('reservations', '=', 0).where('deletion', 'is', null));
const holders = prepare<SubjectTables, { id: number }>()((db, { id }) =>
  db.selectFrom('reservation').select('holder').where('subject_id', '=', id).orderBy('holder').limit(10));

/** Deletes a subject that nobody refers to. */
export async function removeFree(unit: Unit, input: Pick<DeletionInput, 'id' | 'if_match'>): Promise<void> {
  const subject = await unit.em.findOne(Subject, { id: input.id });
  if (!subject) throw new AuroraError('NOT_FOUND', `There is no subject ${input.id}.`);
  requireStanding(subject);
  requireFresh(subject, input);
  const removed = await unit.transaction.execute(remove, { id: subject.id, version: subject.version });
  if (removed === 0) {
    const rows = await unit.transaction.all(holders, { id: subject.id });
    if (rows.length === 0) throw new Overtaken();
    throw new AuroraError('IN_USE', `Subject ${subject.id} has syllabi; delete them first.`, { details: { used_by: rows.map(row => row.holder) } });
  }
  unit.record(SubjectDeleted, subject, { id: subject.id, code: subject.code });
}

/** The deletion that this command has begun and that goes on. Throws `IDEMPOTENCY_KEY_REUSED` where another has its id. */
async function alreadyRunning(executor: SagaExecutor, { type }: SagaDefinition<DeletionState>, input: DeletionInput, { commandId, principal }: CallContext): Promise<Deletion | undefined> {
  const saga = commandId === undefined ? undefined : await executor.findRunning(commandId);
  if (!saga) return undefined;
  const { principal: other } = JSON.parse(saga.context) as { principal: { id: string } };
  if (saga.type !== type || other.id !== principal.id || !isDeepStrictEqual((JSON.parse(saga.state) as DeletionState).input, JSON.parse(JSON.stringify(input)))) throw new AuroraError('IDEMPOTENCY_KEY_REUSED');
  return deletionOf(saga);
}

export const deleteSubject = (commands: Commands, executor: SagaExecutor, saga: SagaDefinition<DeletionState>): Handlers<typeof subjectContract>['delete'] => async ({ mode, ...rest }, context) => {
  if (mode === 'restrict') return commands.run(context, 'subject.delete', rest, unit => removeFree(unit, rest)).then(() => undefined);
  if (!allows(context.principal.scopes, 'syllabus:write')) throw new AuroraError('FORBIDDEN', 'To delete the syllabi too needs the scope syllabus:write.', { details: { scope: 'syllabus:write' } });
  const input: DeletionInput = { ...rest, mode };
  const running = await alreadyRunning(executor, saga, input, context);
  if (running) return running;
  try {
    await commands.run(context, 'subject.delete', input, unit => removeFree(unit, input));
    return undefined;
  } catch (error) {
    if (!(error instanceof AuroraError && error.code === 'IN_USE')) throw error;
  }
  const id = randomUUIDv7();
  const { removed } = await executor.run(saga, { id, input }, context, id);
  return removed ? undefined : deletionOf((await executor.find(id))!);
};
