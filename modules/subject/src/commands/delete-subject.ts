import { AuroraError, requireFresh, type Handlers } from '@aurora/kernel';
import { type Commands, Overtaken, prepare } from '@aurora/platform/persistence';
import { subjectContract, SubjectDeleted } from '../../contract/index.ts';
import { Subject } from '../domain/subject.ts';
import type { SubjectTables } from '../persistence/tables.ts';

// The condition, not a lock, keeps a reservation made meanwhile from being lost.
const remove = prepare<SubjectTables, { id: number; version: number }>()((db, { id, version }) =>
  db.deleteFrom('subject').where('id', '=', id).where('version', '=', version).where('reservations', '=', 0));
const holders = prepare<SubjectTables, { id: number }>()((db, { id }) =>
  db.selectFrom('reservation').select('holder').where('subject_id', '=', id).orderBy('holder').limit(10));

export const deleteSubject = (commands: Commands): Handlers<typeof subjectContract>['delete'] => (input, context) =>
  commands.run(context, 'subject.delete', input, async unit => {
    const subject = await unit.em.findOne(Subject, { id: input.id });
    if (!subject) throw new AuroraError('NOT_FOUND', `There is no subject ${input.id}.`);
    requireFresh(subject, input);
    const removed = await unit.transaction.execute(remove, { id: subject.id, version: subject.version });
    if (removed === 0) {
      const rows = await unit.transaction.all(holders, { id: subject.id });
      if (rows.length === 0) throw new Overtaken();
      throw new AuroraError('IN_USE', `Subject ${subject.id} has syllabi; delete them first.`, { details: { used_by: rows.map(row => row.holder) } });
    }
    unit.record(SubjectDeleted, subject, { id: subject.id, code: subject.code });
  });
