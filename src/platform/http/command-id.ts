import { hash, randomUUIDv7 } from 'node:crypto';
import { AuroraError } from '@aurora/kernel';

const wellFormed = /^[\x21-\x7e]{1,255}$/;

/**
 * The id of a command: from the client's Idempotency-Key (1 to 255 visible ASCII characters, in quotes or not), so that two
 * principals never share one, else a new one.
 */
export function commandIdOf(key: string | string[] | undefined, principal: string): string {
  if (key === undefined) return randomUUIDv7();
  const bare = typeof key === 'string' ? key.replace(/^"(.*)"$/, '$1') : '';
  if (!wellFormed.test(bare)) throw new AuroraError('MALFORMED_REQUEST', 'The Idempotency-Key must be 1 to 255 visible ASCII characters.');
  return hash('sha256', `${principal}\0${bare}`, 'base64url');
}
