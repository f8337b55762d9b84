import type { Commands, Queries } from '@aurora/platform/persistence';
import type { SagaDefinition, SagaExecutor } from '@aurora/platform/saga';
import { clearSubjectSaga, type ClearState } from './clear-subject.ts';
import { createSyllabusSaga, type CreateState } from './create-syllabus.ts';
import { deleteSyllabusSaga, type DeleteState } from './delete-syllabus.ts';
import type { Owners } from './owners.ts';
import { updateSyllabusSaga, type UpdateState } from './update-syllabus.ts';

/** The module's sagas, made known to what carries them out. */
export class SyllabusSagas {
  readonly create: SagaDefinition<CreateState>;
  readonly update: SagaDefinition<UpdateState>;
  readonly remove: SagaDefinition<DeleteState>;
  readonly clear: SagaDefinition<ClearState>;

  constructor(executor: SagaExecutor, owners: Owners, commands: Commands, queries: Queries) {
    this.create = createSyllabusSaga(owners, commands);
    this.update = updateSyllabusSaga(owners, commands);
    this.remove = deleteSyllabusSaga(owners, commands);
    this.clear = clearSubjectSaga(queries, commands, executor, this.remove);
    executor.register(this.create);
    executor.register(this.update);
    executor.register(this.remove);
    executor.register(this.clear);
  }
}
