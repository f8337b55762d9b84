import { defineModule, handlersOf } from '@aurora/kernel';
import { services } from '@aurora/platform/module';
import { SagaExecutor, sagaTables } from '@aurora/platform/saga';
import { ContainerModule } from 'inversify';
import { subjectContract } from '../contract/index.ts';
import { subjectAdoption } from './adoption/adopt-subject.ts';
import { createSubject } from './commands/create-subject.ts';
import { deleteSubject } from './commands/delete-subject.ts';
import { createDepartment, deleteDepartment, renameDepartment } from './commands/departments.ts';
import { release, reserve } from './commands/reservations.ts';
import { updateSubject } from './commands/update-subject.ts';
import { Department } from './domain/department.ts';
import { Subject } from './domain/subject.ts';
import { clearing } from './reactions/clearing.ts';
import { syllabi } from './reactions/syllabi.ts';
import { subjectTables } from './persistence/tables.ts';
import { getDeletion } from './queries/deletions.ts';
import { getDepartment, listDepartments } from './queries/departments.ts';
import { getSubject } from './queries/get-subject.ts';
import { listSubjects } from './queries/list-subjects.ts';
import { reportByDepartment, reportWithoutSyllabus } from './queries/reports.ts';
import { deleteWithSyllabi } from './sagas/delete-with-syllabi.ts';

export default defineModule({
  contract: subjectContract,
  calls: [],
  listens: ['syllabus'],
  entities: [Subject, Department],
  tables: { ...subjectTables, ...sagaTables },
  services: new ContainerModule(({ bind }) => {
    bind(SagaExecutor).toResolvedValue(
      (commands, queries, transactions, background, logger) => new SagaExecutor({ module: 'subject', commands, queries, transactions, background, logger }),
      [services.commands, services.queries, services.transactions, services.background, services.logger],
    ).inSingletonScope();
    bind(services.adoption).toResolvedValue((commands, ids, queries) => subjectAdoption(commands, ids, queries), [services.commands, services.ids, services.queries]).inSingletonScope();
    bind(services.sagas).toService(SagaExecutor);
    bind(services.reactions).toResolvedValue(executor => [syllabi(clearing(executor))], [SagaExecutor]).inSingletonScope();
    bind(handlersOf(subjectContract)).toResolvedValue((commands, ids, queries, executor) => {
      const deletion = deleteWithSyllabi(commands);
      executor.register(deletion);
      return {
        create: createSubject(commands, ids, queries),
        get: getSubject(queries),
        list: listSubjects(queries),
        update: updateSubject(commands, ids, queries),
        delete: deleteSubject(commands, executor, deletion),
        getDeletion: getDeletion(executor),
        createDepartment: createDepartment(commands, ids),
        getDepartment: getDepartment(queries),
        listDepartments: listDepartments(queries),
        renameDepartment: renameDepartment(commands),
        deleteDepartment: deleteDepartment(commands),
        reportByDepartment: reportByDepartment(queries),
        reportWithoutSyllabus: reportWithoutSyllabus(queries),
        reserve: reserve(commands),
        release: release(commands),
      };
    }, [services.commands, services.ids, services.queries, SagaExecutor]).inSingletonScope();
  }),
});
