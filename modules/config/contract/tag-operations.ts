import { command, pageInput, pageOf, query } from '@aurora/kernel';
import { z } from 'zod';
import { revisionReference, tagName } from './revision-reference.ts';
import { RevisionTag } from './tag-schemas.ts';

export const tagOperations = {
  listTags: query({
    method: 'GET', path: '/config/tags', summary: 'The names that revisions have been given, by name', scope: 'config:read',
    input: z.strictObject(pageInput), output: pageOf(RevisionTag),
  }),
  putTag: command({
    method: 'PUT', path: '/config/tags/{name}', summary: 'Name a revision. A name that another has is refused, unless it is to be moved', scope: 'config:write',
    input: z.strictObject({
      name: tagName, revision: revisionReference.optional().describe('Which; absent, the present one.'),
      move: z.boolean().default(false).describe('Takes the name from the revision that has it.'),
    }),
    output: RevisionTag, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  deleteTag: command({
    method: 'DELETE', path: '/config/tags/{name}', summary: 'Take a name from its revision', scope: 'config:write', status: 204, reply: 'none',
    input: z.strictObject({ name: tagName }), output: z.void(), errors: ['NOT_FOUND'],
  }),
};
