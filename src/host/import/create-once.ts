import { createHash, randomUUID } from 'node:crypto';
import { AuroraError, type Operation } from '@aurora/kernel';
import type { z } from 'zod';
import type { Api } from '../cli/api.ts';

/** A command id that is the same whenever the same is asked for: what was under way when an import was cut off has no second effect. */
const keyOf = (...parts: readonly unknown[]): string => `import-${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;

/** Sends a command under the id that `identity` gives, or under a new one if somebody else has used that. */
export async function sendOnce<Op extends Operation>(api: Api, operation: Op, input: z.input<Op['input']>, identity: unknown = input, content?: Blob): Promise<z.output<Op['output']>> {
  const sent = content === undefined ? {} : { content };
  try {
    return await api.call(operation, input, { key: keyOf(operation.method, operation.path, identity), ...sent });
  } catch (error) {
    if (!(error instanceof AuroraError && error.code === 'IDEMPOTENCY_KEY_REUSED')) throw error;
    return api.call(operation, input, { key: randomUUID(), ...sent });
  }
}

/**
 * Creates what a look just before did not find. The answer may be a stored one, of a thing that was made by an earlier import and deleted since:
 * then `read` does not find it, and it is made anew.
 */
export async function createOnce<Op extends Operation>(
  api: Api, operation: Op, input: z.input<Op['input']>, read: (made: z.output<Op['output']>) => Promise<unknown>,
): Promise<z.output<Op['output']>> {
  const made = await sendOnce(api, operation, input);
  return await found(read(made)) ? made : api.call(operation, input, { key: randomUUID() });
}

/** Whether a read finds the thing; any error but NOT_FOUND is thrown. */
const found = (read: Promise<unknown>): Promise<boolean> =>
  read.then(() => true, (error: unknown) => {
    if (error instanceof AuroraError && error.code === 'NOT_FOUND') return false;
    throw error;
  });
