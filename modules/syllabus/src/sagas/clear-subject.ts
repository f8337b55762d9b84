import { AuroraError } from '@aurora/kernel';
import { prepare, type Commands, type Queries } from '@aurora/platform/persistence';
import { defineSaga, type SagaCall, type SagaDefinition, type SagaExecutor } from '@aurora/platform/saga';
import { SubjectCleared } from '../../contract/index.ts';
import type { SyllabusTables } from '../persistence/tables.ts';
import type { DeleteState } from './delete-syllabus.ts';

export interface ClearState {
  /** Of the subject's deletion, which is that of the saga. */
  readonly deletion: string;
  readonly subject: number;
  /** Syllabi deleted so far. */
  readonly deleted: number;
  readonly more?: boolean;
}

/** Syllabi that are deleted before it is written down how far this is. */
const part = 10;

const some = prepare<SyllabusTables, { subject: number }>()((db, { subject }) => db.selectFrom('syllabus').select('id').where('subject_id', '=', subject).orderBy('id').limit(part));

/** Delete every syllabus of a subject, each as by a client, and tell the subject module. */
export function clearSubjectSaga(queries: Queries, commands: Commands, executor: SagaExecutor, remove: SagaDefinition<DeleteState>): SagaDefinition<ClearState> {
  async function removeOne(id: number, call: SagaCall): Promise<void> {
    try {
      await executor.run(remove, { input: { id } }, { ...call, caller: undefined, commandId: `${call.commandId}:${id}` });
    } catch (error) {
      if (error instanceof AuroraError && error.code === 'NOT_FOUND') return;
      // No refusal turns this back: it is tried until an operator looks.
      throw error instanceof AuroraError && error.status < 500 && error.code !== 'COMMAND_RUNNING' ? new Error(`syllabus ${id} cannot be deleted: ${error.message}`, { cause: error }) : error;
    }
  }
  return defineSaga<ClearState>({
    type: 'clear-subject',
    pivot: undefined,
    about: ({ subject }) => `subject ${subject}`,
    steps: [
      {
        name: 'delete',
        async run({ deleted, subject }, call) {
          const rows = await queries.allOf(some, { subject });
          for (const { id } of rows) await removeOne(id, call);
          return { deleted: deleted + rows.length, more: rows.length === part };
        },
        unfinished: ({ more }) => more === true,
      },
      {
        name: 'answer',
        run: ({ deleted, deletion, subject }, call) => commands.run(call, 'syllabus.clear', { deletion }, unit => unit.tell(SubjectCleared, deletion, { deletion_id: deletion, subject_id: subject, syllabi: deleted })),
      },
    ],
  });
}
