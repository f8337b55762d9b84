import { AuroraError, type Handlers } from '@aurora/kernel';
import { failureOf, type SagaExecutor, type SagaRow } from '@aurora/platform/saga';
import type { Deletion, subjectContract } from '../../contract/index.ts';
import { deletionSaga, type DeletionState } from '../sagas/delete-with-syllabi.ts';

/** A saga as who follows the deletion sees it. */
export function deletionOf(saga: SagaRow): Deletion {
  const { input } = JSON.parse(saga.state) as DeletionState;
  const failure = saga.status === 'compensated' ? failureOf(saga) : undefined;
  const ended = saga.status === 'completed' || saga.status === 'compensated';
  return {
    id: saga.id, subject_id: input.id, state: failure ? 'failed' : ended ? 'done' : 'running', error: failure ? { code: failure.code, message: failure.message } : null,
    started_at: saga.created_at, updated_at: saga.updated_at,
  };
}

export const getDeletion = (executor: SagaExecutor): Handlers<typeof subjectContract>['getDeletion'] => async ({ id }) => {
  const saga = await executor.find(id);
  if (saga?.type !== deletionSaga) throw new AuroraError('NOT_FOUND', `There is no deletion ${id}, or it ended long ago.`);
  return deletionOf(saga);
};
