import { AuroraError, requireFresh } from '@aurora/kernel';
import { type Commands, Overtaken, prepare } from '@aurora/platform/persistence';
import { defineSaga, type SagaDefinition } from '@aurora/platform/saga';
import { SubjectDeleted, SubjectDeletionDecided, SubjectDeletionRequested } from '../../contract/index.ts';
import { requireStanding } from '../domain/standing.ts';
import { Subject } from '../domain/subject.ts';
import type { SubjectTables } from '../persistence/tables.ts';

export interface DeletionInput {
  readonly id: number;
  readonly if_match?: string | undefined;
  readonly mode?: 'cascade';
}

export interface DeletionState {
  /** Of the deletion, which is that of the saga. */
  readonly id: string;
  readonly input: DeletionInput;
  readonly removed?: boolean;
}

/** Its type, and the names of the steps that ask. */
export const deletionSaga = 'delete-subject', askingStep = 'ask', clearingStep = 'clear';

/** Milliseconds for the syllabus module to say whether it agrees, and to delete what there is before it is asked again. */
const patienceToAgree = 30_000, patienceToClear = 60_000;

type Key = { id: number; deletion: string };

const mark = prepare<SubjectTables, Key & { version: number }>()((db, { deletion, id, version }) =>
  db.updateTable('subject').set({ deletion }).where('id', '=', id).where('version', '=', version).where('deletion', 'is', null));
const unmark = prepare<SubjectTables, Key>()((db, { deletion, id }) => db.updateTable('subject').set({ deletion: null }).where('id', '=', id).where('deletion', '=', deletion));
const remove = prepare<SubjectTables, Key>()((db, { deletion, id }) => db.deleteFrom('subject').where('id', '=', id).where('deletion', '=', deletion).where('reservations', '=', 0));

/** Let nobody refer to the subject any more, ask whether its syllabi may go, let them be deleted, and delete it once nothing refers to it. */
export const deleteWithSyllabi = (commands: Commands): SagaDefinition<DeletionState> => defineSaga({
  type: deletionSaga,
  pivot: clearingStep,
  about: ({ input }) => `subject ${input.id}`,
  done: async ({ input }, command) => (await commands.recall(command, 'subject.delete', input) ? { removed: true } : undefined),
  steps: [
    {
      name: 'mark',
      run: ({ id: deletion, input }, call) => commands.run(call, 'subject.mark', input, async unit => {
        const subject = await unit.em.findOne(Subject, { id: input.id });
        if (!subject) throw new AuroraError('NOT_FOUND', `There is no subject ${input.id}.`);
        requireStanding(subject);
        requireFresh(subject, input);
        if (await unit.transaction.execute(mark, { id: subject.id, deletion, version: subject.version }) === 0) throw new Overtaken();
      }),
      undo: async ({ id: deletion, input }, call) => {
        await commands.run(call, 'subject.unmark', input, async ({ transaction }) => { await transaction.execute(unmark, { id: input.id, deletion }); });
      },
    },
    { name: askingStep, patience: patienceToAgree, ask: ({ id, input }, unit) => unit.tell(SubjectDeletionRequested, id, { deletion_id: id, subject_id: input.id }) },
    { name: clearingStep, patience: patienceToClear, ask: ({ id, input }, unit) => unit.tell(SubjectDeletionDecided, id, { deletion_id: id, subject_id: input.id }) },
    {
      name: 'remove',
      run: ({ id: deletion, input }, { command }) => commands.run(command, 'subject.delete', input, async unit => {
        const subject = await unit.em.findOneOrFail(Subject, { id: input.id });
        // What syllabi held is let go after them.
        if (await unit.transaction.execute(remove, { id: input.id, deletion }) === 0) throw new AuroraError('UNAVAILABLE', `Something still holds subject ${input.id}.`, { retryAfter: 1 });
        unit.record(SubjectDeleted, subject, { id: subject.id, code: subject.code });
      }).then(() => ({ removed: true })),
    },
  ],
});
