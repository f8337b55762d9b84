import { randomUUIDv7 } from 'node:crypto';
import type { Handlers } from '@aurora/kernel';
import type { Commands, Ids } from '@aurora/platform/persistence';
import type { SagaDefinition, SagaExecutor } from '@aurora/platform/saga';
import { type Syllabus as WireSyllabus, syllabusContract } from '../../contract/index.ts';
import type { CreateState } from '../sagas/create-syllabus.ts';
import type { DeleteState } from '../sagas/delete-syllabus.ts';
import { applyUpdate, type UpdateState } from '../sagas/update-syllabus.ts';

type Contract = typeof syllabusContract;

export const createSyllabus = (commands: Commands, ids: Ids, executor: SagaExecutor, saga: SagaDefinition<CreateState>): Handlers<Contract>['create'] => async (input, context) => {
  const done = await commands.recall<WireSyllabus>(context, 'syllabus.create', input);
  if (done) return done.answer;
  const { answer } = await executor.run(saga, { id: await ids.next('syllabus'), input }, context);
  return answer!;
};

export const updateSyllabus = (commands: Commands, executor: SagaExecutor, saga: SagaDefinition<UpdateState>): Handlers<Contract>['update'] => async (input, context) => {
  const holder = `syllabus:${input.id}:${randomUUIDv7()}`;
  // What refers to nothing new asks nobody.
  if (input.subject_id === undefined && input.file_id === undefined) {
    return (await commands.run(context, 'syllabus.update', input, unit => applyUpdate(unit, { input, holder }))).answer;
  }
  const done = await commands.recall<{ answer: WireSyllabus }>(context, 'syllabus.update', input);
  if (done) return done.answer.answer;
  return (await executor.run(saga, { input, holder }, context)).answer!;
};

export const deleteSyllabus = (commands: Commands, executor: SagaExecutor, saga: SagaDefinition<DeleteState>): Handlers<Contract>['delete'] => async (input, context) => {
  if (await commands.recall(context, 'syllabus.delete', input)) return;
  await executor.run(saga, { input }, context);
};
