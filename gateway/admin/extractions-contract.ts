import { claim, Extraction, ExtractionState } from '@aurora/config/contract';
import { command, query } from '@aurora/kernel';
import { z } from 'zod';

const scope = 'admin';
const { ttl: _, ...held } = claim;

/** Where the extractions of modules stand, for `aurora extract` and those who look on. */
export const extractionsOperations = {
  listExtractions: query({
    method: 'GET', path: '/admin/extractions', summary: 'Where the extractions of modules stand', scope, input: z.strictObject({}), output: z.object({ items: z.array(Extraction) }),
  }),
  claimExtraction: command({
    method: 'POST', path: '/admin/extractions/{module}/claim', summary: 'Claim the extraction of a module, or keep it claimed: one command is at it at a time', scope, input: z.strictObject(claim), output: Extraction, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  saveExtraction: command({
    method: 'PUT', path: '/admin/extractions/{module}', summary: 'Write down where a claimed extraction stands', scope, input: z.strictObject({ ...claim, state: ExtractionState }), output: Extraction, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  releaseExtraction: command({
    method: 'DELETE', path: '/admin/extractions/{module}/claim', summary: 'Give a claimed extraction up, as it stands', scope, status: 204, reply: 'none', input: z.strictObject(held), output: z.void(), errors: ['NOT_FOUND'],
  }),
};
