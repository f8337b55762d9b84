import { command, query } from '@aurora/kernel';
import { z } from 'zod';
import { Extraction, ExtractionState } from './extraction-schemas.ts';

const module = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be the name of a module').meta({ examples: ['subject'] });

/** Who claims an extraction: one command at a time, for as long as it says that it is there. */
export const claim = {
  module,
  holder: z.uuid().describe('Names the command that is at it.'),
  ttl: z.int().min(1_000).max(60_000).default(15_000).describe('Milliseconds after which another may take it over, unless it is said again.'),
};

const { ttl: _, ...held } = claim;
const internal = { scope: 'admin', internal: true } as const;

/** Where the extractions of modules stand, so that who comes after a command that has died can go on or go back. */
export const extractionOperations = {
  listExtractions: query({
    ...internal, method: 'GET', path: '/internal/config/extractions', shadow: 'never', summary: 'Where the extractions stand; a module of which none is told has never been taken out', input: z.strictObject({}), output: z.object({ items: z.array(Extraction) }),
  }),
  claimExtraction: command({
    ...internal, method: 'POST', path: '/internal/config/extractions/{module}/claim', summary: 'Claim the extraction of a module, or keep it claimed', input: z.strictObject(claim), output: Extraction, errors: ['CONFLICT'],
  }),
  saveExtraction: command({
    ...internal, method: 'PUT', path: '/internal/config/extractions/{module}', summary: 'Write down where a claimed extraction stands', input: z.strictObject({ ...claim, state: ExtractionState }), output: Extraction, errors: ['CONFLICT'],
  }),
  releaseExtraction: command({
    ...internal, method: 'DELETE', path: '/internal/config/extractions/{module}/claim', summary: 'Give a claimed extraction up, as it stands; one that is not claimed is given up', status: 204, reply: 'none', input: z.strictObject(held), output: z.void(),
  }),
};
