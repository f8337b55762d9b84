import { AuroraError } from '@aurora/kernel';

/** The refusal of a method where only `allowed` and OPTIONS are taken; OPTIONS itself is answered with them (RFC 9110, 9.3.7). */
export const methodNotAllowed = (allowed: readonly string[]): AuroraError => new AuroraError('METHOD_NOT_ALLOWED', undefined, { details: { allowed: [...allowed, 'OPTIONS'] } });

/** The `Allow` field of such a refusal; undefined for any other error. */
export function allowOf(error: AuroraError): string | undefined {
  const { allowed } = error.details;
  return error.code === 'METHOD_NOT_ALLOWED' && Array.isArray(allowed) ? allowed.join(', ') : undefined;
}
