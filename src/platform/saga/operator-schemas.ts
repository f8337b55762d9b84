import { timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** Statuses of a saga that has not ended. */
export const openStatuses = ['running', 'waiting', 'stuck'] as const;
export const sagaStatuses = [...openStatuses, 'completed', 'compensated'] as const;

/** A saga as operators see it. What its state holds is not shown: it may be personal, or secret. */
export const SagaStatus = z.object({
  id: z.string(),
  type: z.string(),
  about: z.string().describe('What it changes: ids.'),
  status: z.enum(sagaStatuses).describe('`waiting`: for the answer of another module. `stuck`: goes on only once an operator has decided. `compensated`: everything has been taken back.'),
  direction: z.enum(['forward', 'settling', 'backward']).describe('`settling`: finds out whether a step was done, before it is taken back.'),
  step: z.string().nullable().describe('The one that is next, or is being taken back; null for one that has ended, or whose kind is not known here.'),
  past_pivot: z.boolean().describe('There is no way back.'),
  attempts: z.int().describe('Tries of the step that have failed in a row.'),
  error: z.string().nullable().describe('Of the last try that failed.'),
  next_at: timestamp.nullable().describe('When a host goes on with it at the latest, unless one is at it; null for one that has ended or is stuck.'),
  started_by: z.string(),
  correlation_id: z.string(),
  created_at: timestamp,
  updated_at: timestamp,
}).meta({ id: 'SagaStatus' });
export type SagaStatus = z.output<typeof SagaStatus>;

/** The same with its steps. */
export const SagaDetail = SagaStatus.extend({
  steps: z.array(z.object({
    name: z.string(),
    pivot: z.boolean().describe('From here on there is no way back.'),
    asks: z.boolean().describe('Asks another module by an event, and waits for its answer.'),
    state: z.enum(['done', 'now', 'open', 'undone']),
  })),
}).meta({ id: 'SagaDetail' });
export type SagaDetail = z.output<typeof SagaDetail>;
