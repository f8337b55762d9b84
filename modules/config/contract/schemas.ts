import { z } from 'zod';

/** Keys of settings and flags, and names of environments and services, are compared byte by byte. */
export const key = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/, 'must be 1 to 200 of A-Z a-z 0-9 _ . - and begin with a letter, a digit or _');
const layerName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . - and begin with a letter or a digit');

/** Which layer: neither, the default; one or both, what overrides it there. */
export const layer = {
  environment: layerName.optional().describe('As in `production`; absent, whatever the environment.'),
  service: layerName.optional().describe('As in `gateway`; absent, whatever the service.'),
};

export const ifMatch = { if_match: z.string().max(1024).optional().describe('Entity tags, one of which the resource must have.') };
export const ifMatchHeader = { if_match: 'if-match' };
