import type { Department as WireDepartment, Subject as WireSubject } from '../../contract/index.ts';
import type { Department } from './department.ts';
import type { Subject } from './subject.ts';

/** A subject as answers show it. */
export const subjectAnswer = (subject: Subject, department: string | null): WireSubject => ({
  id: subject.id, name: subject.name, code: subject.code, description: subject.description ?? null,
  department_id: subject.departmentId ?? null, department, credits: subject.credits ?? null, credits_max: subject.creditsMax ?? null,
  created_at: subject.createdAt, updated_at: subject.updatedAt, version: subject.version,
});

/** What an event tells of a subject. */
export const subjectData = (subject: Subject) => ({
  id: subject.id, name: subject.name, code: subject.code, description: subject.description ?? null,
  department_id: subject.departmentId ?? null, credits: subject.credits ?? null, credits_max: subject.creditsMax ?? null,
});

export const departmentAnswer = (department: Department): WireDepartment => ({
  id: department.id, name: department.name, created_at: department.createdAt, updated_at: department.updatedAt, version: department.version,
});
