import { command, defineContract, line, query, type Port } from '@aurora/kernel';
import { z } from 'zod';
import { SagaDetail, sagaStatuses, SagaStatus } from './operator-schemas.ts';

const operators = { scope: 'admin', internal: true, shadow: 'never' } as const;
const id = { id: z.string().max(36) };

/** What is listed: sagas that have not ended, all, or those of one status. */
export const sagaFilter = z.enum(['open', 'all', ...sagaStatuses]).default('open').describe('`open`: those that have not ended.');
export const sagaLimit = z.int().min(1).max(1_000).default(100).describe('1 to 1000.');
export const sagaReason = line(500).describe('Why, for those who look later.');

/** What every module serves at `/internal/<module>/sagas`, to operators: its sagas, of which there may be none. */
export const sagasContract = (module: string) => {
  const path = <Rest extends string>(rest: Rest) => `/internal/${module}/sagas${rest}` as const;
  return defineContract({
    module,
    version: 1,
    title: `Sagas of ${module}`,
    operations: {
      listSagas: query({
        ...operators, method: 'GET', path: path(''), summary: 'The sagas, newest first',
        input: z.strictObject({ status: sagaFilter, limit: sagaLimit }), output: z.object({ items: z.array(SagaStatus) }),
      }),
      findSaga: query({
        ...operators, method: 'GET', path: path('/{id}'), summary: 'One saga with its steps', input: z.strictObject(id), output: SagaDetail, errors: ['NOT_FOUND'],
      }),
      retrySaga: command({
        ...operators, method: 'POST', path: path('/{id}/retry'), summary: 'Go on with a saga now: one that is stuck, waits, or is left alone for a while',
        input: z.strictObject(id), output: SagaStatus, errors: ['NOT_FOUND', 'CONFLICT'],
      }),
      compensateSaga: command({
        ...operators, method: 'POST', path: path('/{id}/compensate'), summary: 'Take a saga back that is not past its pivot',
        input: z.strictObject({ ...id, reason: sagaReason }), output: SagaStatus, errors: ['NOT_FOUND', 'CONFLICT'],
      }),
    },
    events: [],
  });
};

export type SagasContract = ReturnType<typeof sagasContract>;
export type SagasPort = Port<SagasContract>;
