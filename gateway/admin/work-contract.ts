import { command, query } from '@aurora/kernel';
import { handing, WorkStatus } from '@aurora/platform/contracts';
import { z } from 'zod';
import { knownModule } from './known-module.ts';
import { Tried } from './tried.ts';

const scope = 'admin';

/** What operators ask about who does a module's work, and tell it. */
export const workOperations = {
  getWork: query({
    method: 'GET', path: '/admin/work/{module}', summary: 'Which hosts do a module\'s background work: events, sagas, timers', scope, input: z.strictObject(knownModule), output: WorkStatus, errors: ['NOT_FOUND'],
  }),
  putWork: command({
    method: 'PUT', path: '/admin/work/{module}', summary: 'Hand a module\'s background work to the hosts of a side', scope, input: z.strictObject({ ...knownModule, ...handing }), output: WorkStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  getTries: query({
    method: 'GET', path: '/admin/tries/{module}', summary: 'What the gateway has tried of a module on both sides: how often, how often in vain, how fast', scope,
    input: z.strictObject({ ...knownModule, since: z.int().min(0).default(0).describe('Of the callers, those count whose requests went to the service after it; milliseconds since the epoch.') }),
    output: z.object({ items: z.array(Tried) }), errors: ['NOT_FOUND'],
  }),
};
