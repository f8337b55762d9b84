import { AuroraError, type Handlers } from '@aurora/kernel';
import { prepare, type Commands, type Ids, type Queries, type Unit } from '@aurora/platform/persistence';
import { subjectContract, SubjectCreated } from '../../contract/index.ts';
import { Subject } from '../domain/subject.ts';
import { subjectAnswer, subjectData } from '../domain/wire.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { departmentIdInReserve, departmentOf } from './department-of.ts';

const byCode = prepare<SubjectTables, { code: string }>()((db, { code }) => db.selectFrom('subject').select('id').where('code_key', '=', code));

export const createSubject = (commands: Commands, ids: Ids, queries: Queries): Handlers<typeof subjectContract>['create'] => async (input, context) => {
  const id = await ids.next('subject');
  const newDepartment = await departmentIdInReserve(input, queries, ids);
  return commands.run(context, 'subject.create', input, async unit => {
    const department = await departmentOf(input, unit, newDepartment) ?? null;
    const subject = Subject.make(id, { ...fieldsOf(input), departmentId: department?.id ?? null }, unit.now);
    await requireFreeCode(unit, subject);
    unit.em.persist(subject);
    unit.record(SubjectCreated, subject, subjectData(subject));
    return () => subjectAnswer(subject, department?.name ?? null);
  });
};

/** Throws `CONFLICT` where another subject has the code. */
export async function requireFreeCode(unit: Unit, { id, code, codeKey }: Subject): Promise<void> {
  const same = await unit.transaction.first(byCode, { code: codeKey });
  if (!same || same.id === id) return;
  throw new AuroraError('CONFLICT', `Subject ${same.id} has the code ${JSON.stringify(code)} already.`, { details: { fields: [{ path: 'code', code: 'taken', message: 'is taken' }], subject_id: same.id } });
}

interface WireFields { readonly description?: string | null | undefined; readonly credits?: number | null | undefined; readonly credits_max?: number | null | undefined }

/** The fields of an input under the names of the entity, without the department. */
export const fieldsOf = <Input extends WireFields & { readonly name?: string | undefined; readonly code?: string | undefined }>(input: Input) => ({
  name: input.name as Input['name'], code: input.code as Input['code'], description: input.description, credits: input.credits, creditsMax: input.credits_max,
});
