import { command, defineContract, query, type Port } from '@aurora/kernel';
import { z } from 'zod';
import { placeReference, RelocationStatus } from './operator-schemas.ts';

const operators = { scope: 'admin', internal: true, shadow: 'never' } as const;

/** Milliseconds in which a target is made ready. */
const preparing = 60_000;

/** What a relocation is asked to do. */
export const relocationTarget = { to: placeReference.optional().describe('Where the data is to go; absent, back to where it came from.') };

/** What every module serves at `/internal/<module>/relocation`: where its data is, and how it gets elsewhere. */
export const relocationContract = (module: string) => {
  const path = <Rest extends string>(rest: Rest) => `/internal/${module}/relocation${rest}` as const;
  return defineContract({
    module,
    version: 1,
    title: `Relocation of ${module}`,
    operations: {
      relocationStatus: query({ ...operators, method: 'GET', path: path(''), summary: 'Where the data is, and how far a relocation is', input: z.strictObject({}), output: RelocationStatus }),
      checkRelocation: command({
        ...operators, method: 'POST', path: path('/check'), summary: 'Whether the data could go to a place; nothing is changed there', timeout: preparing, tryTimeout: preparing, tries: 1,
        input: z.strictObject(relocationTarget), output: RelocationStatus, errors: ['NOT_FOUND', 'CONFLICT'],
      }),
      startRelocation: command({
        ...operators, method: 'POST', path: path('/start'), summary: 'Begin to move the data, or go on with it', timeout: preparing, tryTimeout: preparing, tries: 1,
        input: z.strictObject(relocationTarget), output: RelocationStatus, errors: ['NOT_FOUND', 'CONFLICT'],
      }),
      cancelRelocation: command({
        ...operators, method: 'POST', path: path('/cancel'), summary: 'Give up a relocation, so that the data stays where it is', input: z.strictObject({}), output: RelocationStatus, errors: ['CONFLICT'], timeout: preparing, tryTimeout: preparing, tries: 1,
      }),
    },
    events: [],
  });
};

export type RelocationContract = ReturnType<typeof relocationContract>;
export type RelocationPort = Port<RelocationContract>;
