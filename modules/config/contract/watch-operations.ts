import { query } from '@aurora/kernel';
import { z } from 'zod';
import { key } from './schemas.ts';

/** Longest wait, milliseconds: a host that is told to stop waits for its requests. */
const longestWait = 2_000;

export const watchOperations = {
  watchConfiguration: query({
    method: 'GET', path: '/internal/config/watch', scope: 'config:read', internal: true, shadow: 'never', tryTimeout: longestWait + 2_000,
    summary: 'The flags and settings whose keys begin with a prefix: at once if the revision is another than the one known, else when it is, or when the wait is over',
    input: z.strictObject({
      flags: key.describe('What the keys of the flags begin with.'),
      settings: key.describe('What the keys of the settings begin with.'),
      known: z.int().min(-1).default(-1).describe('The revision known; -1 for none.'),
      wait: z.int().min(0).max(longestWait).default(0).describe('Milliseconds.'),
    }),
    output: z.object({
      revision: z.int(),
      flags_revision: z.int().describe('The last revision that changed a flag, of whatever key; 0 for none.'),
      flags: z.array(z.object({ key: z.string(), definition: z.unknown() })),
      settings: z.array(z.object({ key: z.string(), value: z.unknown() })).describe('As they hold for the service `gateway` whatever the environment.'),
    }),
  }),
};
