import { AuroraError, requireFresh } from '@aurora/kernel';
import type { Commands, Unit } from '@aurora/platform/persistence';
import { defineSaga, type SagaDefinition, type SagaStep } from '@aurora/platform/saga';
import { SyllabusUpdated, type Syllabus as WireSyllabus } from '../../contract/index.ts';
import { Syllabus, type SyllabusFields } from '../domain/syllabus.ts';
import { noteChange } from '../persistence/changes.ts';
import { wantDocument } from '../persistence/documents.ts';
import { addReferences, referencesOf, removeReference, type Reference } from '../persistence/references.ts';
import { addSubjectName, findSubjectName, type SubjectName } from '../persistence/subject-names.ts';
import type { Owners } from './owners.ts';

export interface UpdateInput extends SyllabusFields {
  readonly id: number;
  readonly if_match?: string | undefined;
  readonly version?: number | undefined;
}

export interface UpdateState {
  readonly input: UpdateInput;
  /** Names this change to the owners: a second change of the same syllabus must not let go what this one holds. */
  readonly holder: string;
  /** What the new subject was called when it was reserved. */
  readonly subject?: SubjectName;
  readonly answer?: WireSyllabus;
  /** The subject's reservation that the change made needless. */
  readonly leaves?: readonly Reference[];
}

const references = ({ holder, input }: UpdateState): Reference[] => [
  ...(input.subject_id === undefined ? [] : [{ kind: 'subject', target: String(input.subject_id), holder } as const]),
  ...(input.file_id === undefined ? [] : [{ kind: 'file', target: input.file_id, holder } as const]),
];

/** Makes the change in the transaction of `unit`; answers the syllabus and whatever it holds no longer. */
export async function applyUpdate(unit: Unit, { input, holder, subject }: Omit<UpdateState, 'answer' | 'leaves'>): Promise<{ answer: WireSyllabus; leaves: Reference[] }> {
  const syllabus = await unit.em.findOne(Syllabus, { id: input.id });
  if (!syllabus) throw new AuroraError('NOT_FOUND', `There is no syllabus ${input.id}.`);
  requireFresh(syllabus, input);
  const held = await referencesOf(unit, input.id);
  const changes = syllabus.change(input, unit.now);
  const changed = Object.keys(changes);
  if (changed.length > 0) unit.record(SyllabusUpdated, syllabus, { ...syllabus.data(), changed });
  await unit.flush();
  if (changed.length > 0) await noteChange(unit, syllabus, 'updated', changes);
  if (changes['file_id']) await wantDocument(unit, input.id, syllabus.fileId);
  // A file stays held for the history's sake, under the name it has; the subject that was left does not.
  const wanted = references({ input, holder });
  const kept = wanted.filter(({ kind, target }) => (kind === 'subject' ? changes['subject_id'] !== undefined : !held.some(other => other.kind === 'file' && other.target === target)));
  const left = changes['subject_id'] === undefined ? [] : held.filter(reference => reference.kind === 'subject');
  for (const reference of left) await removeReference(unit, input.id, reference);
  await addReferences(unit, input.id, kept);
  if (subject) await addSubjectName(unit.transaction, syllabus.subjectId, subject);
  return { answer: syllabus.answer(await findSubjectName(unit.transaction, syllabus.subjectId)), leaves: [...left, ...wanted.filter(reference => !kept.includes(reference))] };
}

const holdStep = (owners: Owners, kind: Reference['kind']): SagaStep<UpdateState> => {
  const held = (state: UpdateState): Reference | undefined => references(state).find(({ kind: found }) => found === kind);
  return {
    name: `hold-${kind}`,
    async run(state, call) {
      const reference = held(state);
      return reference && owners.hold(reference, call);
    },
    async undo(state, call) {
      const reference = held(state);
      if (reference) await owners.letGo(reference, call);
    },
  };
};

/** Hold the new subject and the new file, change the syllabus, let go what it does not refer to any more. */
export const updateSyllabusSaga = (owners: Owners, commands: Commands): SagaDefinition<UpdateState> => defineSaga({
  type: 'update-syllabus',
  pivot: 'change',
  about: ({ input }) => `syllabus ${input.id}`,
  done: async ({ input }, command) => (await commands.recall<{ answer: WireSyllabus }>(command, 'syllabus.update', input))?.answer,
  steps: [
    holdStep(owners, 'subject'),
    holdStep(owners, 'file'),
    { name: 'change', run: (state, { command }) => commands.run(command, 'syllabus.update', state.input, unit => applyUpdate(unit, state)) },
    {
      name: 'let-go',
      run: async (state, call) => {
        for (const [index, reference] of (state.leaves ?? []).entries()) await owners.letGo(reference, { ...call, commandId: `${call.commandId}:${index}` });
      },
    },
  ],
});
