import { AuroraError, type FieldError } from '@aurora/kernel';
import { SettingsError } from '@aurora/platform/settings';

/** The exit codes of every command. */
export const exit = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ends a command whose own output has told everything already: nothing more is printed. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

const howToPresent = 'Give a token with --token or AURORA_TOKEN; where Aurora runs, "aurora token --role editor" makes one.';

/** What a person should read of an error, without a stack trace; wrong fields are named each with its reason. */
export function describeError(error: unknown): string {
  if (error instanceof AuroraError) return error.code === 'UNAUTHENTICATED' ? `${error.message} ${howToPresent}` : describeFields(error);
  if (error instanceof SettingsError || error instanceof UsageError) return error.message;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(describeError).join('; ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

function describeFields(error: AuroraError): string {
  const fields = error.details['fields'];
  if (!Array.isArray(fields) || fields.length === 0) return error.message;
  return (fields as FieldError[]).map(field => `${field.path || 'body'}: ${field.message}`).join('; ');
}
