import { randomUUIDv7 } from 'node:crypto';
import type { Handlers } from '@aurora/kernel';
import type { Commands, Ids } from '@aurora/platform/persistence';
import type { SagaDefinition, SagaExecutor } from '@aurora/platform/saga';
import type { syllabusContract } from '../../contract/index.ts';
import type { CreateState } from '../sagas/create-syllabus.ts';
import type { DeleteState } from '../sagas/delete-syllabus.ts';
import { applyUpdate, type UpdateState } from '../sagas/update-syllabus.ts';

type Contract = typeof syllabusContract;

export const createSyllabus = (ids: Ids, executor: SagaExecutor, saga: SagaDefinition<CreateState>): Handlers<Contract>['create'] => async (input, context) =>
  (await executor.run(saga, { id: await ids.next('syllabus'), input }, context)).answer!;

export const updateSyllabus = (commands: Commands, executor: SagaExecutor, saga: SagaDefinition<UpdateState>): Handlers<Contract>['update'] => async (input, context) => {
  const holder = `syllabus:${input.id}:${randomUUIDv7()}`;
  // What refers to nothing new asks nobody.
  if (input.subject_id === undefined && input.file_id === undefined) {
    return (await commands.run(context, 'syllabus.update', input, unit => applyUpdate(unit, { input, holder }))).answer;
  }
  return (await executor.run(saga, { input, holder }, context)).answer!;
};

export const deleteSyllabus = (executor: SagaExecutor, saga: SagaDefinition<DeleteState>): Handlers<Contract>['delete'] => async (input, context) => {
  await executor.run(saga, { input }, context);
};
