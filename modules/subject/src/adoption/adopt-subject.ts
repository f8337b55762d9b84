import { AuroraError, integerId, type CallContext } from '@aurora/kernel';
import { rowIn, type Adoption, type AdoptionResult } from '@aurora/platform/adoption';
import { lastVersion, prepare, type Commands, type Ids, type Queries, type Unit } from '@aurora/platform/persistence';
import { DepartmentCreated, SubjectCreated, SubjectUpdated } from '../../contract/index.ts';
import { requireFreeCode } from '../commands/create-subject.ts';
import { removeFree } from '../commands/delete-subject.ts';
import { Department } from '../domain/department.ts';
import { requireStanding } from '../domain/standing.ts';
import { Subject } from '../domain/subject.ts';
import { subjectData } from '../domain/wire.ts';
import type { SubjectTables } from '../persistence/tables.ts';
import { selectSubjects } from '../queries/subject-columns.ts';
import { AdoptedSubject } from './adopted-subject.ts';

const insert = prepare<SubjectTables, Omit<SubjectTables['subject'], 'reservations' | 'syllabi' | 'deletion'>>()((db, row) => db.insertInto('subject').values({
  id: row.id, name: row.name, name_key: row.name_key, code: row.code, code_key: row.code_key, description: row.description, department_id: row.department_id, credits: row.credits, credits_max: row.credits_max,
  search_text: row.search_text, created_at: row.created_at, updated_at: row.updated_at, version: row.version, reservations: 0, syllabi: 0,
}));
const byId = prepare<SubjectTables, { id: number }>()((db, { id }) => selectSubjects(db).where('s.id', '=', id));

/** Its department is there, if it has one: under its number until somebody gives it a name. */
async function requireDepartment(unit: Unit, id: number | null): Promise<void> {
  if (id === null || await unit.em.findOne(Department, { id })) return;
  const department = Department.make(id, `Department ${id}`, unit.now);
  unit.em.persist(department);
  unit.record(DepartmentCreated, department, { id, name: department.name });
  await unit.flush();
}

async function add(unit: Unit, row: AdoptedSubject): Promise<AdoptionResult> {
  const subject = Subject.make(row.id, fieldsOf(row), row.updated_at ?? unit.now);
  const { code, codeKey, creditsMax, departmentId, description, name, nameKey, searchText, credits } = subject;
  await requireFreeCode(unit, subject);
  const version = await lastVersion(unit.transaction, `subject-${row.id}`) + 1;
  await unit.transaction.execute(insert, {
    id: row.id, name, name_key: nameKey, code, code_key: codeKey, description: description ?? null, department_id: departmentId ?? null, credits: credits ?? null, credits_max: creditsMax ?? null,
    search_text: searchText, created_at: row.created_at ?? unit.now, updated_at: subject.updatedAt, version,
  });
  unit.record(SubjectCreated, { id: row.id, version }, subjectData(subject));
  return 'added';
}

async function change(unit: Unit, subject: Subject, row: AdoptedSubject): Promise<AdoptionResult> {
  requireStanding(subject);
  const changed = subject.change(fieldsOf(row), row.updated_at ?? unit.now);
  const times = { createdAt: row.created_at ?? subject.createdAt, updatedAt: row.updated_at ?? subject.updatedAt };
  if (changed.length === 0 && times.createdAt === subject.createdAt && times.updatedAt === subject.updatedAt) return 'unchanged';
  Object.assign(subject, times);
  if (changed.includes('code')) await requireFreeCode(unit, subject);
  unit.record(SubjectUpdated, subject, { ...subjectData(subject), changed });
  return 'changed';
}

const fieldsOf = ({ code, credits, credits_max, department_id, description, name }: AdoptedSubject) => ({ name, code, description, departmentId: department_id, credits, creditsMax: credits_max });

/** Subjects of another application become subjects here, under their ids, with the events that tell of them. */
export function subjectAdoption(commands: Commands, ids: Ids, queries: Queries): Adoption {
  return {
    async adopt(given, context) {
      const row = rowIn(AdoptedSubject, given);
      await ids.skip('subject', row.id);
      if (row.department_id !== null) await ids.skip('department', row.department_id);
      return commands.run(context, 'subject.adopt', undefined, async unit => {
        await requireDepartment(unit, row.department_id);
        const subject = await unit.em.findOne(Subject, { id: row.id });
        return subject ? change(unit, subject, row) : add(unit, row);
      });
    },
    async drop(id, context: CallContext) {
      try {
        await commands.run(context, 'subject.drop', undefined, unit => removeFree(unit, { id: integerId.parse(Number(id)) }));
        return 'removed';
      } catch (error) {
        if (error instanceof AuroraError && error.code === 'NOT_FOUND') return 'unchanged';
        throw error;
      }
    },
    async current(given) {
      const id = integerId.safeParse(Number(given));
      return id.success ? await queries.firstOf(byId, { id: id.data }) ?? null : null;
    },
  };
}
