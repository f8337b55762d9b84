import { readReference, SecretError } from '@aurora/platform/secrets';
import { UsageError } from './failure.ts';

/** The secret that an argument refers to. Throws a `UsageError`, in which nothing of the secret is. */
export function secretAt(reference: string): string {
  try {
    return readReference(reference);
  } catch (error) {
    throw error instanceof SecretError ? new UsageError(error.message) : error;
  }
}
