import { command, query } from '@aurora/kernel';
import { RelocationStatus, relocationTarget } from '@aurora/platform/contracts';
import { z } from 'zod';
import { knownModule as module } from './known-module.ts';

const to = { to: relocationTarget.to.meta({ examples: ['secret:subject-3fa9c1d2'] }) };
const scope = 'admin';

/** Milliseconds in which the place is made ready. */
const timeout = 65_000;

/** Where the data of modules is, and how it gets elsewhere. */
export const relocationOperations = {
  getRelocation: query({
    method: 'GET', path: '/admin/relocations/{module}', summary: 'Where the data of a module is, and how far its relocation is', scope,
    input: z.strictObject(module), output: RelocationStatus, errors: ['NOT_FOUND'],
  }),
  checkRelocation: command({
    method: 'POST', path: '/admin/relocations/{module}/check', summary: 'Whether the data of a module could go to a place; nothing is changed', scope, timeout,
    input: z.strictObject({ ...module, ...to }), output: RelocationStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  startRelocation: command({
    method: 'POST', path: '/admin/relocations/{module}/start', summary: 'Begin to move the data of a module, or go on with it', scope, timeout,
    input: z.strictObject({ ...module, ...to }), output: RelocationStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  cancelRelocation: command({
    method: 'POST', path: '/admin/relocations/{module}/cancel', summary: 'Give a relocation up: the data stays where it is', scope, timeout,
    input: z.strictObject(module), output: RelocationStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
