import { defineModule, handlersOf, portOf } from '@aurora/kernel';
import { fileContract } from '@aurora/file/contract';
import { services } from '@aurora/platform/module';
import { SagaExecutor, sagaTables } from '@aurora/platform/saga';
import { subjectContract } from '@aurora/subject/contract';
import { ContainerModule } from 'inversify';
import { syllabusContract } from '../contract/index.ts';
import { syllabusAdoption } from './adoption/adopt-syllabus.ts';
import { createSyllabus, deleteSyllabus, updateSyllabus } from './commands/syllabi.ts';
import { Syllabus } from './domain/syllabus.ts';
import { syllabusTables } from './persistence/tables.ts';
import { getCurrentSyllabus, getHistory, getSyllabus, listSyllabi } from './queries/syllabi.ts';
import { subjects } from './reactions/subjects.ts';
import { Owners } from './sagas/owners.ts';
import { SyllabusSagas } from './sagas/syllabus-sagas.ts';
import { indexDocuments } from './search/index-documents.ts';

export default defineModule({
  contract: syllabusContract,
  calls: [subjectContract, fileContract],
  listens: ['subject'],
  entities: [Syllabus],
  tables: { ...syllabusTables, ...sagaTables },
  services: new ContainerModule(({ bind }) => {
    bind(Owners).toResolvedValue((subject, file) => new Owners(subject, file), [portOf(subjectContract), portOf(fileContract)]).inSingletonScope();
    bind(SagaExecutor).toResolvedValue(
      (commands, queries, transactions, background, logger) => new SagaExecutor({ module: 'syllabus', commands, queries, transactions, background, logger }),
      [services.commands, services.queries, services.transactions, services.background, services.logger],
    ).inSingletonScope();
    bind(services.adoption).toResolvedValue((commands, ids, queries, owners) => syllabusAdoption(commands, ids, queries, owners), [services.commands, services.ids, services.queries, Owners]).inSingletonScope();
    bind(services.sagas).toService(SagaExecutor);
    bind(SyllabusSagas).toResolvedValue((executor, owners, commands, queries) => new SyllabusSagas(executor, owners, commands, queries), [SagaExecutor, Owners, services.commands, services.queries]).inSingletonScope();
    bind(services.reactions).toResolvedValue((executor, sagas) => [subjects(executor, sagas)], [SagaExecutor, SyllabusSagas]).inSingletonScope();
    bind(handlersOf(syllabusContract)).toResolvedValue((commands, ids, queries, executor, sagas, background, transactions, file) => {
      indexDocuments({ background, queries, transactions, file });
      return {
        create: createSyllabus(ids, executor, sagas.create),
        update: updateSyllabus(commands, executor, sagas.update),
        delete: deleteSyllabus(executor, sagas.remove),
        current: getCurrentSyllabus(queries),
        get: getSyllabus(queries),
        list: listSyllabi(queries),
        history: getHistory(queries),
      };
    }, [services.commands, services.ids, services.queries, SagaExecutor, SyllabusSagas, services.background, services.transactions, portOf(fileContract)]).inSingletonScope();
  }),
});
