import { command, entityTag, integerId, line, pageInput, pageOf, query } from '@aurora/kernel';
import { z } from 'zod';
import { Deletion, Department, departmentFields, DepartmentReport, Subject, subjectFields } from './schemas.ts';

const id = { id: integerId };
const ifMatch = { if_match: z.string().max(1024).optional().describe('Entity tags, one of which the resource must have.') };
const ifMatchHeader = { if_match: 'if-match' };
const version = { version: z.int().positive().optional().describe('The version this change is based on.') };

/** The same for all who may read it; every change is an event. */
const cache = { perPrincipal: false, shared: { maxAge: 5, staleIfError: 60 } };

const { name, code, ...optional } = subjectFields;
const optionalFields = z.object(optional).partial().shape;

export const subjectOperations = {
  create: command({
    method: 'POST', path: '/subjects', summary: 'Create a subject', scope: 'subject:write', status: 201,
    input: z.strictObject({ name, code, ...optionalFields }),
    output: Subject, errors: ['CONFLICT', 'INVALID_REFERENCE'],
    location: subject => `/subjects/${subject.id}`, tag: entityTag,
  }),
  get: query({
    method: 'GET', path: '/subjects/{id}', summary: 'One subject', scope: 'subject:read',
    input: z.strictObject(id), output: Subject, errors: ['NOT_FOUND'], tag: entityTag, cache,
  }),
  list: query({
    method: 'GET', path: '/subjects', summary: 'Subjects, filtered and sorted, page by page', scope: 'subject:read',
    input: z.strictObject({
      ...pageInput,
      department_id: integerId.optional(),
      department: line(200).optional().describe('Name of the department, whatever its case and accents.'),
      code: line(64).optional().describe('The exact code, whatever its case.'),
      code_prefix: line(64).optional().describe('What the code begins with, whatever its case.'),
      q: line(200).optional().describe('Words in name, code or description, whatever their case and accents.'),
      sort: z.enum(['id', '-id', 'code', '-code', 'name', '-name', 'created_at', '-created_at']).default('id'),
    }),
    output: pageOf(Subject), cache,
  }),
  update: command({
    method: 'PUT', path: '/subjects/{id}', summary: 'Change a subject; absent fields stay, null clears', scope: 'subject:write',
    input: z.strictObject({ ...id, ...ifMatch, ...version, ...z.object(subjectFields).partial().shape }), headers: ifMatchHeader,
    output: Subject, errors: ['NOT_FOUND', 'CONFLICT', 'INVALID_REFERENCE', 'STALE_VERSION', 'BEING_DELETED'], tag: entityTag,
  }),
  delete: command({
    method: 'DELETE', path: '/subjects/{id}', summary: 'Delete a subject that no syllabus refers to, or with `mode=cascade` one with its syllabi', scope: 'subject:write',
    status: 204, reply: 'later', timeout: 10_000, tryTimeout: 5_000,
    input: z.strictObject({
      ...id, ...ifMatch,
      mode: z.enum(['restrict', 'cascade']).default('restrict').describe('`restrict`: refused while syllabi refer to it. `cascade`: those are deleted too, which needs the scope `syllabus:write` as well.'),
    }), headers: ifMatchHeader,
    output: Deletion, errors: ['NOT_FOUND', 'IN_USE', 'STALE_VERSION', 'BEING_DELETED'], location: deletion => `/subjects/deletions/${deletion.id}`,
  }),
  getDeletion: query({
    method: 'GET', path: '/subjects/deletions/{id}', summary: 'How far the deletion of a subject with its syllabi is; known for a week after its end', scope: 'subject:read',
    input: z.strictObject({ id: z.uuid() }), output: Deletion, errors: ['NOT_FOUND'],
  }),
};

export const departmentOperations = {
  createDepartment: command({
    method: 'POST', path: '/departments', summary: 'Create a department', scope: 'subject:write', status: 201,
    input: z.strictObject(departmentFields), output: Department, errors: ['CONFLICT'],
    location: department => `/departments/${department.id}`, tag: entityTag,
  }),
  getDepartment: query({
    method: 'GET', path: '/departments/{id}', summary: 'One department', scope: 'subject:read',
    input: z.strictObject(id), output: Department, errors: ['NOT_FOUND'], tag: entityTag, cache,
  }),
  listDepartments: query({
    method: 'GET', path: '/departments', summary: 'Departments by name, page by page', scope: 'subject:read',
    input: z.strictObject(pageInput), output: pageOf(Department), cache,
  }),
  renameDepartment: command({
    method: 'PUT', path: '/departments/{id}', summary: 'Rename a department', scope: 'subject:write',
    input: z.strictObject({ ...id, ...ifMatch, ...version, ...departmentFields }), headers: ifMatchHeader,
    output: Department, errors: ['NOT_FOUND', 'CONFLICT', 'STALE_VERSION'], tag: entityTag,
  }),
  deleteDepartment: command({
    method: 'DELETE', path: '/departments/{id}', summary: 'Delete a department that has no subjects', scope: 'subject:write', status: 204, reply: 'none',
    input: z.strictObject({ ...id, ...ifMatch }), headers: ifMatchHeader,
    output: z.void(), errors: ['NOT_FOUND', 'IN_USE', 'STALE_VERSION'],
  }),
};

export const reportOperations = {
  reportByDepartment: query({
    method: 'GET', path: '/reports/subjects-by-department', summary: 'Number and credits of subjects by department', scope: 'subject:read',
    input: z.strictObject({}), output: z.object({ items: z.array(DepartmentReport) }),
  }),
  reportWithoutSyllabus: query({
    method: 'GET', path: '/reports/subjects-without-syllabus', summary: 'Subjects that no syllabus refers to, by code', scope: 'subject:read',
    input: z.strictObject(pageInput), output: pageOf(Subject),
  }),
};

const Reservation = z.object({ subject_id: integerId, holder: z.string(), code: z.string(), name: z.string() });
const holder = line(100).describe('Who refers to the subject, as in `syllabus:17`.');

export const reservationOperations = {
  reserve: command({
    method: 'POST', path: '/internal/subjects/{id}/reservations', summary: 'Keep a subject from being deleted while the holder refers to it',
    scope: 'subject:read', internal: true,
    input: z.strictObject({ ...id, holder }), output: Reservation, errors: ['NOT_FOUND', 'BEING_DELETED'],
  }),
  release: command({
    method: 'DELETE', path: '/internal/subjects/{id}/reservations/{holder}', summary: 'End a reservation; none is fine',
    scope: 'subject:read', internal: true, status: 204, reply: 'none',
    input: z.strictObject({ ...id, holder }), output: z.void(),
  }),
};
