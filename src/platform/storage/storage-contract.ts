import { command, defineContract, query, timestamp, type Port } from '@aurora/kernel';
import { z } from 'zod';

/** The address of a store, which holds no secret. */
export const storeAddress = z.string().max(600).regex(/^(?:local|s3:\/\/[^\s@]+)$/, 'must be local or s3://bucket?endpoint=…&region=…&prefix=…, without an account');

const amount = z.object({ contents: z.int(), bytes: z.int() });

/** Where a module's files are, and how far a move is that goes on, or what became of the last one. */
export const StorageStatus = z.object({
  module: z.string(),
  store: z.string().describe('Address of the store in use.'),
  origin: z.string().nullable().describe('Address of the store that was in use before, to which `back` goes; null if there has been no other.'),
  move: z.object({
    id: z.string(),
    to: z.string().describe('Address of the store to which the files go, or have gone.'),
    stage: z.enum(['copying', 'arrived', 'failed', 'cancelled']).describe('`arrived`: files are read from there, and new ones go there.'),
    number: z.int().describe('Rises with each move.'),
    error: z.string().nullable(),
    total: amount.describe('What there was when the move began; equal bytes count once.'),
    copied: amount.describe('What has arrived there and been read back.'),
    waiting: z.int().describe('Contents that are still at the other store alone: uploads that began before the switch.'),
    started_by: z.string(),
    started_at: timestamp,
    updated_at: timestamp,
  }).nullable(),
}).meta({ id: 'StorageStatus' });
export type StorageStatus = z.output<typeof StorageStatus>;

/** What a move is asked to do. */
export const storageTarget = { to: storeAddress.optional().describe('Where the files are to go; absent, back to where they came from.') };

const operators = { scope: 'admin', internal: true, shadow: 'never' } as const;

/** Milliseconds in which a store is tried. */
const trying = 60_000;

/** What every module serves at `/internal/<module>/storage`: where its files are, and how they get elsewhere. */
export const storageContract = (module: string) => {
  const path = <Rest extends string>(rest: Rest) => `/internal/${module}/storage${rest}` as const;
  return defineContract({
    module,
    version: 1,
    title: `Storage of ${module}`,
    operations: {
      storageStatus: query({ ...operators, method: 'GET', path: path(''), summary: 'Where the files are, and how far a move is', input: z.strictObject({}), output: StorageStatus, errors: ['NOT_FOUND'] }),
      checkStorage: command({
        ...operators, method: 'POST', path: path('/check'), summary: 'Whether the files could go to a store; what is put there for it is removed', timeout: trying, tryTimeout: trying, tries: 1,
        input: z.strictObject(storageTarget), output: StorageStatus, errors: ['NOT_FOUND', 'CONFLICT'],
      }),
      startStorageMove: command({
        ...operators, method: 'POST', path: path('/start'), summary: 'Begin to move the files, or go on with it', timeout: trying, tryTimeout: trying, tries: 1,
        input: z.strictObject(storageTarget), output: StorageStatus, errors: ['NOT_FOUND', 'CONFLICT'],
      }),
      cancelStorageMove: command({
        ...operators, method: 'POST', path: path('/cancel'), summary: 'Give up a move, so that the files stay where they are', input: z.strictObject({}), output: StorageStatus, errors: ['NOT_FOUND', 'CONFLICT'], timeout: trying, tryTimeout: trying, tries: 1,
      }),
    },
    events: [],
  });
};

export type StorageContract = ReturnType<typeof storageContract>;
export type StoragePort = Port<StorageContract>;
