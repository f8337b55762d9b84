import { command, query } from '@aurora/kernel';
import { SagaDetail, sagaFilter, sagaLimit, sagaReason, SagaStatus } from '@aurora/platform/contracts';
import { z } from 'zod';
import { moduleAs } from './known-module.ts';

const module = moduleAs('syllabus');
const one = { ...module, id: z.string().max(36).meta({ examples: ['019ab8c4-4d5e-7c1a-9b53-0f6b2d8e7a11'] }) };
const asked = { status: sagaFilter, limit: sagaLimit };
const reason = sagaReason.meta({ examples: ['The file is gone for good'] });
const scope = 'admin';

/** What operators see of sagas, and decide about those that are stuck. */
export const sagasOperations = {
  listSagas: query({
    method: 'GET', path: '/admin/sagas', summary: 'Sagas of all modules, newest first; by default those that have not ended', scope,
    input: z.strictObject(asked), output: z.object({ items: z.array(SagaStatus.extend(module)), away: z.array(z.string()).describe('Modules that do not answer.') }),
  }),
  listSagasOf: query({
    method: 'GET', path: '/admin/sagas/{module}', summary: 'Those of one module', scope,
    input: z.strictObject({ ...module, ...asked }), output: z.object({ items: z.array(SagaStatus) }), errors: ['NOT_FOUND'],
  }),
  getSaga: query({
    method: 'GET', path: '/admin/sagas/{module}/{id}', summary: 'One saga with its steps', scope,
    input: z.strictObject(one), output: SagaDetail, errors: ['NOT_FOUND'],
  }),
  retrySaga: command({
    method: 'POST', path: '/admin/sagas/{module}/{id}/retry', summary: 'Let a saga go on now that is stuck, waits, or is left alone for a while', scope,
    input: z.strictObject(one), output: SagaStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  compensateSaga: command({
    method: 'POST', path: '/admin/sagas/{module}/{id}/compensate', summary: 'Let a saga be taken back that is not past its pivot', scope,
    input: z.strictObject({ ...one, reason }), output: SagaStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
