import { defineContract } from '@aurora/kernel';
import * as events from './events.ts';
import { syllabusOperations } from './operations.ts';

/** Syllabi: which file says how a subject is taught, and when. */
export const syllabusContract = defineContract({
  module: 'syllabus',
  version: 2,
  title: 'Syllabi',
  operations: syllabusOperations,
  events: Object.values(events),
});

export * from './events.ts';
export { Syllabus, SyllabusChange } from './schemas.ts';
