import { defineModule, handlersOf, portOf } from '@aurora/kernel';
import { fileContract } from '@aurora/file/contract';
import { services } from '@aurora/platform/module';
import { SagaExecutor, sagaTables } from '@aurora/platform/saga';
import { subjectContract } from '@aurora/subject/contract';
import { ContainerModule } from 'inversify';
import { syllabusContract } from '../contract/index.ts';
import { createSyllabus, deleteSyllabus, updateSyllabus } from './commands/syllabi.ts';
import { Syllabus } from './domain/syllabus.ts';
import { syllabusTables } from './persistence/tables.ts';
import { getCurrentSyllabus, getHistory, getSyllabus, listSyllabi } from './queries/syllabi.ts';
import { subjects } from './reactions/subjects.ts';
import { createSyllabusSaga } from './sagas/create-syllabus.ts';
import { deleteSyllabusSaga } from './sagas/delete-syllabus.ts';
import { Owners } from './sagas/owners.ts';
import { updateSyllabusSaga } from './sagas/update-syllabus.ts';

export default defineModule({
  contract: syllabusContract,
  calls: [subjectContract, fileContract],
  listens: ['subject'],
  entities: [Syllabus],
  tables: { ...syllabusTables, ...sagaTables },
  services: new ContainerModule(({ bind }) => {
    bind(services.reactions).toConstantValue([subjects]);
    bind(Owners).toResolvedValue((subject, file) => new Owners(subject, file), [portOf(subjectContract), portOf(fileContract)]).inSingletonScope();
    bind(SagaExecutor).toResolvedValue(
      (queries, transactions, background, logger) => new SagaExecutor({ module: 'syllabus', queries, transactions, background, logger }),
      [services.queries, services.transactions, services.background, services.logger],
    ).inSingletonScope();
    bind(handlersOf(syllabusContract)).toResolvedValue((commands, ids, queries, executor, owners) => {
      const create = createSyllabusSaga(owners, commands);
      const update = updateSyllabusSaga(owners, commands);
      const remove = deleteSyllabusSaga(owners, commands);
      executor.register(create);
      executor.register(update);
      executor.register(remove);
      return {
        create: createSyllabus(ids, executor, create),
        update: updateSyllabus(commands, executor, update),
        delete: deleteSyllabus(executor, remove),
        current: getCurrentSyllabus(queries),
        get: getSyllabus(queries),
        list: listSyllabi(queries),
        history: getHistory(queries),
      };
    }, [services.commands, services.ids, services.queries, SagaExecutor, Owners]).inSingletonScope();
  }),
});
