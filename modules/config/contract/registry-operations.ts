import { command, query } from '@aurora/kernel';
import { z } from 'zod';

/** Longest wait, milliseconds: a host that is told to stop waits for its requests. */
const longestWait = 2_000;

const module = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be the name of a module');
const entry = { module, id: z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/, 'must be 1 to 128 of A-Z a-z 0-9 . _ : -') };

/** The embedded registry: where the instances of modules are, for as long as they say so. */
export const registryOperations = {
  registerInstance: command({
    method: 'PUT', path: '/internal/config/instances/{module}/{id}', scope: 'config:read', internal: true, status: 204, reply: 'none',
    summary: 'Make an instance of the calling module known, or have it stay known. It must be said again before the time is over',
    input: z.strictObject({
      ...entry,
      record: z.string().min(1).max(4096).describe('What proves to those who look it up that it belongs to the module.'),
      ttl: z.int().min(1_000).max(60_000).describe('Milliseconds.'),
    }),
    output: z.void(),
  }),
  deregisterInstance: command({
    method: 'DELETE', path: '/internal/config/instances/{module}/{id}', summary: 'End an instance of the calling module; one that is not known is none', scope: 'config:read', internal: true,
    status: 204, reply: 'none', input: z.strictObject(entry), output: z.void(),
  }),
  listInstances: query({
    method: 'GET', path: '/internal/config/instances/{module}', scope: 'config:read', internal: true, shadow: 'never', tryTimeout: longestWait + 2_000,
    summary: 'The instances of a module: at once if they are others than those of the state known, else when they are, or when the wait is over',
    input: z.strictObject({
      module,
      after: z.string().max(64).default('').describe('The state known.'),
      wait: z.int().min(0).max(longestWait).default(0).describe('Milliseconds.'),
    }),
    output: z.object({
      items: z.array(z.object({ id: z.string(), record: z.string() })),
      state: z.string().describe('The same as long as the instances and their records are.'),
    }),
  }),
};
