import { AuroraError, type ErrorCode, type FieldError } from '@aurora/kernel';
import { z } from 'zod';
import { describeError } from '../cli/failure.ts';

/** Why one row cannot be brought in; the others can. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Errors that would meet every row alike: they end an import. */
const general: ReadonlySet<ErrorCode> = new Set([
  'UNAUTHENTICATED', 'FORBIDDEN', 'METHOD_NOT_ALLOWED', 'NOT_ACCEPTABLE', 'MISDIRECTED_REQUEST', 'REQUEST_TIMEOUT', 'TOO_MANY_REQUESTS', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INSUFFICIENT_STORAGE',
]);

/** What an error says of the one row at hand. Throws it again if it is not about that row. */
export function refusalOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof AuroraError && !general.has(error.code)) return describeError(error);
  throw error;
}

/** `input` as `schema` reads it. Throws a `Refusal` that names every wrong field. */
export function checked<Schema extends z.ZodType>(schema: Schema, input: z.input<Schema>): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Refusal(result.error.issues.map((issue): FieldError => ({ path: issue.path.join('.'), code: issue.code, message: issue.message }))
    .map(field => `${field.path}: ${field.message}`).join('; '));
}
