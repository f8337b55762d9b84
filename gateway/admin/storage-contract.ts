import { command, query } from '@aurora/kernel';
import { StorageStatus, storageTarget } from '@aurora/platform/contracts';
import { z } from 'zod';
import { moduleAs } from './known-module.ts';

const module = moduleAs('file');
const to = { to: storageTarget.to.meta({ examples: ['s3://syllabi?endpoint=https://s3.example.edu'] }) };
const scope = 'admin';

/** Milliseconds in which the store is tried. */
const timeout = 65_000;

/** Where the files of modules are, and how they get elsewhere. */
export const storageOperations = {
  getStorage: query({
    method: 'GET', path: '/admin/storage/{module}', summary: 'Where the files of a module are, and how far their move is', scope,
    input: z.strictObject(module), output: StorageStatus, errors: ['NOT_FOUND'],
  }),
  checkStorage: command({
    method: 'POST', path: '/admin/storage/{module}/check', summary: 'Whether the files of a module could go to a store', scope, timeout,
    input: z.strictObject({ ...module, ...to }), output: StorageStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  startStorageMove: command({
    method: 'POST', path: '/admin/storage/{module}/start', summary: 'Begin to move the files of a module, or go on with it', scope, timeout,
    input: z.strictObject({ ...module, ...to }), output: StorageStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  cancelStorageMove: command({
    method: 'POST', path: '/admin/storage/{module}/cancel', summary: 'Give a move up: the files stay where they are', scope, timeout,
    input: z.strictObject(module), output: StorageStatus, errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
