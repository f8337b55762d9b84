import { command, defineContract, query, timestamp, type Port } from '@aurora/kernel';
import { z } from 'zod';
import { workSides } from './work-tables.ts';

const operators = { scope: 'admin', internal: true, shadow: 'never' } as const;

/** Which hosts do a module's background work, and which are at it. */
export const WorkStatus = z.object({
  side: z.enum(workSides).describe('`any`: whichever host comes first.'),
  epoch: z.int().describe('Rises with each change of the side.'),
  since: timestamp.nullable().describe('Null where it has never changed.'),
  duties: z.array(z.object({
    name: z.string(),
    held: z.boolean().describe('Whether a host is at it.'),
    side: z.enum(['monolith', 'service']).nullable().describe('Of the host that is or was last; null where that is not known.'),
  })),
}).meta({ id: 'WorkStatus' });
export type WorkStatus = z.output<typeof WorkStatus>;

export const handing = { side: z.enum(workSides), epoch: z.int().min(0).describe('The epoch that the change is made from.') };

/** What every module serves at `/internal/<module>/work`, to operators. */
export const workContract = (module: string) => defineContract({
  module,
  version: 1,
  title: `Background work of ${module}`,
  operations: {
    workStatus: query({
      ...operators, method: 'GET', path: `/internal/${module}/work` as const, summary: 'Which hosts do the background work', input: z.strictObject({}), output: WorkStatus,
    }),
    handWork: command({
      ...operators, method: 'PUT', path: `/internal/${module}/work` as const, summary: 'Hand the background work to the hosts of a side', input: z.strictObject(handing), output: WorkStatus, errors: ['CONFLICT'],
    }),
  },
  events: [],
});

export type WorkContract = ReturnType<typeof workContract>;
export type WorkPort = Port<WorkContract>;
