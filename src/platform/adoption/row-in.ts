import { validationFailed } from '@aurora/kernel';
import type { z } from 'zod';

/** A row as its schema has it. Throws `VALIDATION_FAILED`, with everything that is wrong with it. */
export function rowIn<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw validationFailed(read.error.issues.map(({ code, message, path }) => ({ path: path.join('.'), code, message })));
}
