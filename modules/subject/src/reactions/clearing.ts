import { AuroraError } from '@aurora/kernel';
import { on, type Reaction } from '@aurora/platform/events';
import type { SagaExecutor } from '@aurora/platform/saga';
import { SubjectCleared, SubjectClearingAgreed, SubjectClearingRefused } from '@aurora/syllabus/events';
import { askingStep, clearingStep } from '../sagas/delete-with-syllabi.ts';

/** Takes in what the syllabus module answers about the deletion of a subject. */
export const clearing = (executor: SagaExecutor): readonly Reaction[] => [
  on(SubjectClearingAgreed, ['deletion_id'], async ({ deletion_id: saga }, { transaction }) => { await executor.reply(transaction, { saga, step: askingStep }); }),
  on(SubjectClearingRefused, ['deletion_id', 'reason'], async ({ deletion_id: saga, reason }, { transaction }) => {
    await executor.reply(transaction, { saga, step: askingStep, error: new AuroraError('IN_USE', reason) });
  }),
  on(SubjectCleared, ['deletion_id'], async ({ deletion_id: saga }, { transaction }) => { await executor.reply(transaction, { saga, step: clearingStep }); }),
];
