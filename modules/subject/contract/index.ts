import { defineContract } from '@aurora/kernel';
import * as events from './events.ts';
import { departmentOperations, reportOperations, reservationOperations, subjectOperations } from './operations.ts';

/** Subjects, their departments, and who refers to them. */
export const subjectContract = defineContract({
  module: 'subject',
  version: 1,
  title: 'Subjects and departments',
  operations: { ...subjectOperations, ...departmentOperations, ...reportOperations, ...reservationOperations },
  events: Object.values(events),
});

export * from './events.ts';
export { Deletion, Department, DepartmentReport, Subject } from './schemas.ts';
