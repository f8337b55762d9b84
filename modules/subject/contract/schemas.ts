import { integerId, line, text, timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** Something that is taught, under a code that no other subject has. */
export const Subject = z.object({
  id: integerId,
  name: z.string(),
  code: z.string(),
  description: z.string().nullable(),
  department_id: integerId.nullable(),
  department: z.string().nullable().describe('Name of the department.'),
  credits: z.number().nullable(),
  credits_max: z.number().nullable().describe('Upper bound where credits are a range.'),
  created_at: timestamp,
  updated_at: timestamp,
  version: z.int(),
}).meta({ id: 'Subject' });
export type Subject = z.output<typeof Subject>;

/** A subject being deleted with its syllabi, for who follows it. */
export const Deletion = z.object({
  id: z.uuid(),
  subject_id: integerId,
  state: z.enum(['running', 'done', 'failed']).describe('`failed`: nothing has been deleted, and the subject is as it was.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable().describe('Why it has failed.'),
  started_at: timestamp,
  updated_at: timestamp,
}).meta({ id: 'Deletion' });
export type Deletion = z.output<typeof Deletion>;

const credits = z.number().min(0).max(1000).multipleOf(0.01);

/** The fields of a subject that a client may set. */
export const subjectFields = {
  name: line(300),
  code: line(64),
  description: text(20_000).nullable(),
  department_id: integerId.nullable(),
  department: line(200).nullable().describe('Name of a department; made if there is none of that name.'),
  credits: credits.nullable(),
  credits_max: credits.nullable(),
};

export const Department = z.object({
  id: integerId,
  name: z.string(),
  created_at: timestamp,
  updated_at: timestamp,
  version: z.int(),
}).meta({ id: 'Department' });
export type Department = z.output<typeof Department>;

export const departmentFields = { name: line(200) };

export const DepartmentReport = z.object({
  department_id: integerId.nullable(),
  department: z.string().nullable(),
  subjects: z.int(),
  credits: z.number().describe('Sum of the credits; of a range, the lower bound.'),
  without_syllabus: z.int().describe('Subjects that no syllabus refers to.'),
}).meta({ id: 'DepartmentReport' });
export type DepartmentReport = z.output<typeof DepartmentReport>;
