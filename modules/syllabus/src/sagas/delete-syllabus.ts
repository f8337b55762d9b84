import { AuroraError, requireFresh } from '@aurora/kernel';
import { type Commands, Overtaken, prepare } from '@aurora/platform/persistence';
import { defineSaga, type SagaDefinition } from '@aurora/platform/saga';
import { SyllabusDeleted } from '../../contract/index.ts';
import { Syllabus } from '../domain/syllabus.ts';
import { removeHistory } from '../persistence/changes.ts';
import { removeDocument } from '../persistence/documents.ts';
import { takeReferences, type Reference } from '../persistence/references.ts';
import type { SyllabusTables } from '../persistence/tables.ts';
import type { Owners } from './owners.ts';

export interface DeleteState {
  readonly input: { readonly id: number; readonly if_match?: string | undefined };
  readonly leaves?: readonly Reference[];
}

const remove = prepare<SyllabusTables, { id: number; version: number }>()((db, { id, version }) =>
  db.deleteFrom('syllabus').where('id', '=', id).where('version', '=', version));

/** Delete the syllabus with its history, then tell the owners of what it referred to. */
export const deleteSyllabusSaga = (owners: Owners, commands: Commands): SagaDefinition<DeleteState> => defineSaga({
  type: 'delete-syllabus',
  pivot: 'delete',
  about: ({ input }) => `syllabus ${input.id}`,
  done: async ({ input }, command) => (await commands.recall<Pick<DeleteState, 'leaves'>>(command, 'syllabus.delete', input))?.answer,
  steps: [
    {
      name: 'delete',
      run: (state, { command }) => commands.run(command, 'syllabus.delete', state.input, async unit => {
        const { id } = state.input;
        const syllabus = await unit.em.findOne(Syllabus, { id });
        if (!syllabus) throw new AuroraError('NOT_FOUND', `There is no syllabus ${id}.`);
        requireFresh(syllabus, state.input);
        if (await unit.transaction.execute(remove, { id, version: syllabus.version }) === 0) throw new Overtaken();
        unit.record(SyllabusDeleted, syllabus, { id, subject_id: syllabus.subjectId });
        await removeHistory(unit, id);
        await removeDocument(unit, id);
        return { leaves: await takeReferences(unit, id) };
      }),
    },
    {
      name: 'let-go',
      run: async (state, call) => {
        for (const [index, reference] of (state.leaves ?? []).entries()) await owners.letGo(reference, { ...call, commandId: `${call.commandId}:${index}` });
      },
    },
  ],
});
