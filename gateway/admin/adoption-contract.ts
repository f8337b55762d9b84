import { command, query } from '@aurora/kernel';
import { Adopted, AdoptedContent, AdoptedRow, adoptionInput, contentInput } from '@aurora/platform/contracts';
import { z } from 'zod';
import { knownModule as module } from './known-module.ts';

const scope = 'admin';

/** Milliseconds for one call, and for the bytes of one file. */
const timeout = 65_000, transfer = 15 * 60_000;

/** How rows of another application get into the modules, under the ids that they have. */
export const adoptionOperations = {
  adoptRows: command({
    method: 'POST', path: '/admin/adoptions/{module}', summary: 'Let a module take over rows of another application, as they are now', scope, timeout, tryTimeout: timeout,
    input: z.strictObject({ ...module, ...adoptionInput }), output: Adopted, errors: ['NOT_FOUND'],
  }),
  getAdopted: query({
    method: 'GET', path: '/admin/adoptions/{module}/{id}', summary: 'A row as the module has it, wherever its readers are sent', scope,
    input: z.strictObject({ ...module, id: z.string().min(1).max(64) }), output: AdoptedRow, errors: ['NOT_FOUND'],
  }),
  adoptContent: command({
    method: 'PUT', path: '/admin/adoptions/{module}/{id}/content', summary: 'Let a module take over a file with its bytes', scope, body: 'stream', timeout: transfer,
    input: z.strictObject({ ...module, ...contentInput }), output: AdoptedContent, errors: ['NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
  }),
};
