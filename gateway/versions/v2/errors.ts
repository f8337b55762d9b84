import { AuroraError, validationFailed, type FieldError } from '@aurora/kernel';

/** Runs a call of the first version; what it says of fields is said of `names` of them. */
export async function inNames<Answer>(names: Readonly<Record<string, string>>, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof AuroraError && (error.code === 'VALIDATION_FAILED' || error.code === 'INVALID_REFERENCE') ? renamed(names, error, error.code) : error;
  }
}

function renamed(names: Readonly<Record<string, string>>, error: AuroraError, code: 'VALIDATION_FAILED' | 'INVALID_REFERENCE'): AuroraError {
  const { fields } = error.details;
  return Array.isArray(fields) ? validationFailed((fields as FieldError[]).map(field => ({ ...field, path: names[field.path] ?? field.path })), code) : error;
}
