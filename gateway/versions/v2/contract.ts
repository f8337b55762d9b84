import { command, defineContract, entityTag, integerId, pageInput, query } from '@aurora/kernel';
import { syllabusContract } from '@aurora/syllabus/contract';
import { z } from 'zod';
import { listOf, Syllabus, SyllabusChange } from './schemas.ts';

const v1 = syllabusContract.operations;
const { subject_id, file_id, year, term, section, instructor } = v1.create.input.shape;
const { subject_id: bySubject, file_id: byFile, year: byYear, term: byTerm, instructor: byInstructor, sort } = v1.list.input.shape;

const id = { id: integerId.describe('Id of the syllabus.') };
const ifMatch = { if_match: v1.update.input.shape.if_match };
const ifMatchHeader = { if_match: 'if-match' };

const subject = z.strictObject({ id: subject_id });
const file = z.strictObject({ id: file_id });
const optional = { term: z.strictObject({ year, name: term }).nullable().optional().describe('Null for neither.'), section, instructor };

/** The second version of the syllabi's API. What a field may hold is the first version's to say. */
export const v2Contract = defineContract({
  module: 'v2',
  version: 1,
  title: 'Syllabi',
  operations: {
    list: query({
      method: 'GET', path: '/syllabi', summary: 'Syllabi, filtered, page by page', scope: v1.list.scope,
      input: z.strictObject({ ...pageInput, subject: bySubject.describe('Id of the subject.'), file: byFile.describe('Id of the file.'), year: byYear, term: byTerm, instructor: byInstructor, sort }),
      output: listOf(Syllabus),
    }),
    create: command({
      method: 'POST', path: '/syllabi', summary: 'Create a syllabus of a subject from an uploaded file', scope: v1.create.scope, status: 201, timeout: v1.create.timeout,
      input: z.strictObject({ subject, file, ...optional }), output: Syllabus, errors: v1.create.errors,
      location: (syllabus: Syllabus) => `/syllabi/${syllabus.id}`, tag: entityTag,
    }),
    get: query({
      method: 'GET', path: '/syllabi/{id}', summary: 'One syllabus', scope: v1.get.scope,
      input: z.strictObject(id), output: Syllabus, errors: v1.get.errors, tag: entityTag,
    }),
    update: command({
      method: 'PATCH', path: '/syllabi/{id}', summary: 'Change a syllabus as a JSON Merge Patch does (RFC 7396): absent fields stay, null clears', scope: v1.update.scope, timeout: v1.update.timeout,
      input: z.strictObject({ ...id, ...ifMatch, subject: subject.optional(), file: file.optional(), ...optional }), headers: ifMatchHeader,
      output: Syllabus, errors: v1.update.errors, tag: entityTag,
    }),
    delete: command({
      method: 'DELETE', path: '/syllabi/{id}', summary: 'Delete a syllabus', scope: v1.delete.scope, status: 204, reply: 'none', timeout: v1.delete.timeout,
      input: z.strictObject({ ...id, ...ifMatch }), headers: ifMatchHeader, output: z.void(), errors: v1.delete.errors,
    }),
    history: query({
      method: 'GET', path: '/syllabi/{id}/history', summary: 'Who changed a syllabus, when, and what; newest first', scope: v1.history.scope,
      input: z.strictObject({ ...id, ...pageInput }), output: listOf(SyllabusChange), errors: v1.history.errors,
    }),
    current: query({
      method: 'GET', path: '/subjects/{id}/syllabus', summary: 'The current syllabus of a subject: the latest by year and term', scope: v1.current.scope,
      input: z.strictObject({ id: integerId.describe('Id of the subject.') }), output: Syllabus, errors: v1.current.errors, tag: entityTag,
    }),
  },
  events: [],
});
