import { validationFailed } from '@aurora/kernel';
import { type Ids, type Unit, prepare, type Queries } from '@aurora/platform/persistence';
import { DepartmentCreated } from '../../contract/index.ts';
import { Department, departmentKey } from '../domain/department.ts';
import type { SubjectTables } from '../persistence/tables.ts';

const byKey = prepare<SubjectTables, { key: string }>()((db, { key }) => db.selectFrom('department').select('id').where('name_key', '=', key));

/** A department as a client names it: by id, by name, or both. */
export interface DepartmentReference {
  readonly department_id?: number | null | undefined;
  readonly department?: string | null | undefined;
}

/** The id for a department that may have to be made, taken before the transaction begins. */
export async function departmentIdInReserve(reference: DepartmentReference, queries: Queries, ids: Ids): Promise<number | undefined> {
  if (!reference.department) return undefined;
  return await queries.firstOf(byKey, { key: departmentKey(reference.department) }) ? undefined : ids.next('department');
}

/** The department referred to, made under `reserve` if it has a new name; null for none, undefined where nothing is said. */
export async function departmentOf(reference: DepartmentReference, unit: Unit, reserve: number | undefined): Promise<Department | null | undefined> {
  const { department_id: id, department: name } = reference;
  if (id == null && name == null) return id === null || name === null ? null : undefined;
  const byId = id == null ? undefined : await unit.em.findOne(Department, { id });
  if (byId === null) throw validationFailed([{ path: 'department_id', code: 'unknown_department', message: `there is no department ${id}` }], 'INVALID_REFERENCE');
  if (name == null) return byId;
  const byName = await unit.em.findOne(Department, { nameKey: departmentKey(name) });
  if (byId && byName?.id !== byId.id) {
    throw validationFailed([{ path: 'department', code: 'contradiction', message: 'is not the name of the department with this department_id' }]);
  }
  return byName ?? make(name, unit, reserve);
}

async function make(name: string, unit: Unit, id: number | undefined): Promise<Department> {
  // Somebody removed it between our look and the transaction.
  if (id === undefined) throw validationFailed([{ path: 'department', code: 'unknown_department', message: 'has just been deleted' }], 'INVALID_REFERENCE');
  const department = Department.make(id, name, unit.now);
  unit.em.persist(department);
  unit.record(DepartmentCreated, department, { id, name });
  await unit.flush();
  return department;
}
