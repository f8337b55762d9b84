import { AuroraError, validationFailed, type FieldError } from '@aurora/kernel';
import type { z } from 'zod';

const renamed: Readonly<Record<string, string>> = { unrecognized_keys: 'unknown_field' };

/** Every wrong field at once, unknown ones by their own names. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap(issue => {
    const path = issue.path.join('.');
    const code = renamed[issue.code] ?? issue.code;
    if (issue.code === 'unrecognized_keys') return issue.keys.map(key => ({ path: path ? `${path}.${key}` : key, code, message: 'is not a field here' }));
    return [{ path, code, message: issue.message }];
  });
}

/** The input as the schema reads it; throws `VALIDATION_FAILED` with every wrong field. */
export function parseInput(schema: z.ZodObject, input: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw validationFailed(fieldErrors(parsed.error));
}

/** An answer from elsewhere as the schema reads it; one that it refuses is the other side's fault. */
export function parseOutput(schema: z.ZodType, output: unknown, module: string): unknown {
  const parsed = schema.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new AuroraError('INTERNAL', `The ${module} module answered in a form that is not in its contract.`, { cause: parsed.error });
}
