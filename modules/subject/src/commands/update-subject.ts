import { AuroraError, requireFresh, type Handlers } from '@aurora/kernel';
import type { Commands, Ids, Queries } from '@aurora/platform/persistence';
import { subjectContract, SubjectUpdated } from '../../contract/index.ts';
import { Department } from '../domain/department.ts';
import { Subject } from '../domain/subject.ts';
import { subjectAnswer, subjectData } from '../domain/wire.ts';
import { fieldsOf, requireFreeCode } from './create-subject.ts';
import { requireStanding } from '../domain/standing.ts';
import { departmentIdInReserve, departmentOf } from './department-of.ts';

const wireNames: Readonly<Record<string, string>> = { departmentId: 'department_id', creditsMax: 'credits_max' };

export const updateSubject = (commands: Commands, ids: Ids, queries: Queries): Handlers<typeof subjectContract>['update'] => async (input, context) => {
  const newDepartment = await departmentIdInReserve(input, queries, ids);
  return commands.run(context, 'subject.update', input, async unit => {
    const subject = await unit.em.findOne(Subject, { id: input.id });
    if (!subject) throw new AuroraError('NOT_FOUND', `There is no subject ${input.id}.`);
    requireStanding(subject);
    requireFresh(subject, input);
    const given = await departmentOf(input, unit, newDepartment);
    const changed = subject.change({ ...fieldsOf(input), departmentId: given === undefined ? undefined : given?.id ?? null }, unit.now);
    if (changed.includes('code')) await requireFreeCode(unit, subject);
    if (changed.length > 0) unit.record(SubjectUpdated, subject, { ...subjectData(subject), changed: changed.map(name => wireNames[name] ?? name) });
    await unit.flush();
    const department = given ?? (subject.departmentId == null ? null : await unit.em.findOne(Department, { id: subject.departmentId }));
    return subjectAnswer(subject, department?.name ?? null);
  });
};
