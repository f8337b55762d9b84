import { command, defineContract, fileId, line, query, timestamp, type Port } from '@aurora/kernel';
import { z } from 'zod';

/** Rows and keys that one call takes. */
export const adoptionBatch = 100;

/** Milliseconds for one call, and for the bytes of one file. */
const timeout = 60_000, transfer = 15 * 60_000;

const id = z.string().min(1).max(64).describe('Key of the row.');

/** What has become of rows that were brought over. */
export const Adopted = z.object({
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  removed: z.int(),
  refused: z.array(z.object({ id: z.string(), reason: z.string() })).describe('Rows that cannot be as they are, or not yet.'),
}).meta({ id: 'Adopted' });
export type Adopted = z.output<typeof Adopted>;

/** A row as the module has it now. */
export const AdoptedRow = z.object({ row: z.record(z.string(), z.unknown()).nullable().describe('Null where there is none.') }).meta({ id: 'AdoptedRow' });

export const AdoptedContent = z.object({ id: fileId, size: z.int().describe('Bytes.'), sha256: z.string() }).meta({ id: 'AdoptedContent' });

/** What is brought over, whatever the module. */
export const adoptionInput = {
  rows: z.array(z.record(z.string(), z.unknown())).max(adoptionBatch).describe('Rows in the form of the module\'s answers, under the ids that they keep.'),
  gone: z.array(id).max(adoptionBatch).describe('Keys of rows that are no more.'),
};
export const contentInput = { id: fileId, name: line(255), created_at: timestamp.optional() };

const operators = { scope: 'admin', internal: true, shadow: 'never' } as const;

/** What every module serves at `/internal/<module>/adoption`: it takes over rows of another application, under the ids that they have. */
export const adoptionContract = (module: string) => {
  const path = <Rest extends string>(rest: Rest) => `/internal/${module}/adoption${rest}` as const;
  return defineContract({
    module,
    version: 1,
    title: `Adoption of rows by ${module}`,
    operations: {
      adopt: command({ ...operators, method: 'POST', path: path(''), summary: 'Take rows over as they are now; the same again changes nothing', timeout, tryTimeout: timeout, input: z.strictObject(adoptionInput), output: Adopted }),
      adopted: query({ ...operators, method: 'GET', path: path('/{id}'), summary: 'A row as the module has it', input: z.strictObject({ id }), output: AdoptedRow }),
      adoptContent: command({
        ...operators, method: 'PUT', path: path('/{id}/content'), summary: 'Take a file over with its bytes; one that is there stays as it is', body: 'stream', timeout: transfer,
        input: z.strictObject(contentInput), output: AdoptedContent, errors: ['NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INSUFFICIENT_STORAGE'],
      }),
    },
    events: [],
  });
};

export type AdoptionContract = ReturnType<typeof adoptionContract>;
export type AdoptionPort = Port<AdoptionContract>;
