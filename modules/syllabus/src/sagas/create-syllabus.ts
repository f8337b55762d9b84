import type { Commands } from '@aurora/platform/persistence';
import { defineSaga, type SagaDefinition } from '@aurora/platform/saga';
import { SyllabusCreated, type Syllabus as WireSyllabus } from '../../contract/index.ts';
import { Syllabus, type SyllabusFields } from '../domain/syllabus.ts';
import { noteChange } from '../persistence/changes.ts';
import { wantDocument } from '../persistence/documents.ts';
import { addReferences, type Reference } from '../persistence/references.ts';
import { addSubjectName, findSubjectName, type SubjectName } from '../persistence/subject-names.ts';
import type { Owners } from './owners.ts';

export interface CreateState {
  readonly id: number;
  readonly input: SyllabusFields & { readonly subject_id: number; readonly file_id: string };
  /** What it was called when it was reserved. */
  readonly subject?: SubjectName;
  readonly answer?: WireSyllabus;
}

const subjectOf = ({ id, input }: CreateState): Reference => ({ kind: 'subject', target: String(input.subject_id), holder: `syllabus:${id}` });
const fileOf = ({ id, input }: CreateState): Reference => ({ kind: 'file', target: input.file_id, holder: `syllabus:${id}` });

/** Reserve the subject, claim the file, and only then let the syllabus be there. */
export const createSyllabusSaga = (owners: Owners, commands: Commands): SagaDefinition<CreateState> => defineSaga({
  type: 'create-syllabus',
  pivot: 'activate',
  about: ({ id, input }) => `syllabus ${id} of subject ${input.subject_id}, file ${input.file_id}`,
  done: ({ input }, command) => commands.recall<WireSyllabus>(command, 'syllabus.create', input),
  steps: [
    { name: 'reserve-subject', run: (state, call) => owners.hold(subjectOf(state), call), undo: (state, call) => owners.letGo(subjectOf(state), call) },
    { name: 'claim-file', run: (state, call) => owners.hold(fileOf(state), call), undo: (state, call) => owners.letGo(fileOf(state), call) },
    {
      name: 'activate',
      run: async (state, { command }) => ({
        answer: await commands.run(command, 'syllabus.create', state.input, async unit => {
          const syllabus = Syllabus.make(state.id, state.input, unit.now);
          unit.em.persist(syllabus);
          unit.record(SyllabusCreated, syllabus, syllabus.data());
          await unit.flush();
          await addReferences(unit, state.id, [subjectOf(state), fileOf(state)]);
          const set = Object.entries(state.input).filter(([, value]) => value != null).map(([name, to]) => [name, { from: null, to }]);
          await noteChange(unit, syllabus, 'created', Object.fromEntries(set));
          await wantDocument(unit, state.id, syllabus.fileId);
          if (state.subject) await addSubjectName(unit.transaction, syllabus.subjectId, state.subject);
          return syllabus.answer(await findSubjectName(unit.transaction, syllabus.subjectId));
        }),
      }),
    },
  ],
});
