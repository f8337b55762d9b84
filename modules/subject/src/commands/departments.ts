import { AuroraError, requireFresh, type Handlers } from '@aurora/kernel';
import { type Commands, type Ids, prepare, type Unit } from '@aurora/platform/persistence';
import { DepartmentCreated, DepartmentDeleted, DepartmentRenamed, subjectContract } from '../../contract/index.ts';
import { Department, departmentKey } from '../domain/department.ts';
import { departmentAnswer } from '../domain/wire.ts';
import type { SubjectTables } from '../persistence/tables.ts';

type Contract = typeof subjectContract;

const subjectOf = prepare<SubjectTables, { id: number }>()((db, { id }) => db.selectFrom('subject').select('id').where('department_id', '=', id).limit(1));

async function find(unit: Unit, id: number): Promise<Department> {
  const department = await unit.em.findOne(Department, { id });
  if (!department) throw new AuroraError('NOT_FOUND', `There is no department ${id}.`);
  return department;
}

async function requireFree(unit: Unit, name: string, exceptId: number): Promise<void> {
  const same = await unit.em.findOne(Department, { nameKey: departmentKey(name), id: { $ne: exceptId } }, { flushMode: 'commit' });
  if (same) throw new AuroraError('CONFLICT', `Department ${same.id} has the name ${JSON.stringify(same.name)} already.`, { details: { department_id: same.id } });
}

export const createDepartment = (commands: Commands, ids: Ids): Handlers<Contract>['createDepartment'] => async (input, context) => {
  const id = await ids.next('department');
  return commands.run(context, 'subject.createDepartment', input, async unit => {
    await requireFree(unit, input.name, id);
    const department = Department.make(id, input.name, unit.now);
    unit.em.persist(department);
    unit.record(DepartmentCreated, department, { id, name: input.name });
    return () => departmentAnswer(department);
  });
};

export const renameDepartment = (commands: Commands): Handlers<Contract>['renameDepartment'] => (input, context) =>
  commands.run(context, 'subject.renameDepartment', input, async unit => {
    const department = await find(unit, input.id);
    requireFresh(department, input);
    await requireFree(unit, input.name, department.id);
    if (department.rename(input.name, unit.now)) unit.record(DepartmentRenamed, department, { id: department.id, name: department.name });
    return () => departmentAnswer(department);
  });

export const deleteDepartment = (commands: Commands): Handlers<Contract>['deleteDepartment'] => (input, context) =>
  commands.run(context, 'subject.deleteDepartment', input, async unit => {
    const department = await find(unit, input.id);
    requireFresh(department, input);
    if (await unit.transaction.first(subjectOf, { id: department.id })) throw new AuroraError('IN_USE', `Department ${department.id} has subjects.`);
    unit.em.remove(department);
    unit.record(DepartmentDeleted, department, { id: department.id, name: department.name });
  });
