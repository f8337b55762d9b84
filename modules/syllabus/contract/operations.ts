import { command, entityTag, fileId, integerId, line, pageInput, pageOf, query } from '@aurora/kernel';
import { z } from 'zod';
import { Syllabus, SyllabusChange, syllabusFields } from './schemas.ts';

const ifMatch = { if_match: z.string().max(1024).optional().describe('Entity tags, one of which the syllabus must have.') };
const ifMatchHeader = { if_match: 'if-match' };
/** A subject's name changes without a new version of the syllabus. */
const tag = (syllabus: Syllabus): string => entityTag(syllabus, syllabus.subject_code, syllabus.subject_name);
/** The same for all who may read it; every change is an event, but that of a subject's name: elsewhere than in this process a copy with the old one ends by its age. */
const cache = { perPrincipal: false, shared: { maxAge: 5, staleIfError: 60 } };
const { subject_id, file_id, ...optional } = syllabusFields;

export const syllabusOperations = {
  create: command({
    method: 'POST', path: '/syllabus', summary: 'Create a syllabus of a subject from an uploaded file', scope: 'syllabus:write', status: 201, timeout: 10_000,
    input: z.strictObject({ subject_id, file_id, ...z.object(optional).partial().shape }),
    output: Syllabus, errors: ['INVALID_REFERENCE', 'CONFLICT', 'BEING_DELETED', 'COMMAND_RUNNING'],
    location: syllabus => `/syllabus/by-id/${syllabus.id}`, tag,
  }),
  current: query({
    method: 'GET', path: '/syllabus/{id}', summary: 'The current syllabus of the subject `id`: the latest by year and term', scope: 'syllabus:read',
    input: z.strictObject({ id: integerId.describe('Id of the subject.') }), output: Syllabus, errors: ['NOT_FOUND'], tag, cache,
  }),
  get: query({
    method: 'GET', path: '/syllabus/by-id/{id}', summary: 'One syllabus', scope: 'syllabus:read',
    input: z.strictObject({ id: integerId.describe('Id of the syllabus.') }), output: Syllabus, errors: ['NOT_FOUND'], tag, cache,
  }),
  list: query({
    method: 'GET', path: '/syllabus', summary: 'Syllabi, filtered, page by page', scope: 'syllabus:read',
    input: z.strictObject({
      ...pageInput,
      subject_id: integerId.optional(),
      subject_code: line(64).optional().describe('The exact code of the subject, whatever its case.'),
      file_id: fileId.optional(),
      year: z.int().optional(),
      term: line(32).optional().describe('Whatever its case and accents.'),
      instructor: line(200).optional().describe('Whatever its case and accents.'),
      q: line(200).optional().describe('Words, whatever their case and accents, each of which begins a word of the document or is in the subject\'s code or name or in the instructor\'s name. A document is found some seconds after it has come.'),
      sort: z.enum(['id', '-id', 'term', '-term']).default('id').describe('`term` is by year and term.'),
    }),
    output: pageOf(Syllabus), cache,
  }),
  update: command({
    method: 'PUT', path: '/syllabus/{id}', summary: 'Change the syllabus `id`; absent fields stay, null clears', scope: 'syllabus:write', timeout: 10_000,
    input: z.strictObject({
      id: integerId.describe('Id of the syllabus.'), ...ifMatch,
      version: z.int().positive().optional().describe('The version this change is based on.'),
      ...z.object(syllabusFields).partial().shape,
    }), headers: ifMatchHeader,
    output: Syllabus, errors: ['NOT_FOUND', 'INVALID_REFERENCE', 'CONFLICT', 'BEING_DELETED', 'STALE_VERSION', 'COMMAND_RUNNING'], tag,
  }),
  delete: command({
    method: 'DELETE', path: '/syllabus/{id}', summary: 'Delete the syllabus `id`', scope: 'syllabus:write', status: 204, reply: 'none', timeout: 10_000,
    input: z.strictObject({ id: integerId.describe('Id of the syllabus.'), ...ifMatch }), headers: ifMatchHeader,
    output: z.void(), errors: ['NOT_FOUND', 'STALE_VERSION', 'COMMAND_RUNNING'],
  }),
  history: query({
    method: 'GET', path: '/syllabus/by-id/{id}/history', summary: 'Who changed a syllabus, when, and what; newest first', scope: 'syllabus:read',
    input: z.strictObject({ id: integerId.describe('Id of the syllabus.'), ...pageInput }),
    output: pageOf(SyllabusChange), errors: ['NOT_FOUND'],
  }),
};
