import { AuroraError } from '@aurora/kernel';

/**
 * The index in `rawHeaders` (names and values in turn, as Node gives them) of the one credential's value, or -1.
 * Two of them are 400: nobody can say which one a proxy in front has looked at.
 * Reads the raw headers because Node's parsed ones silently drop a second Authorization.
 */
export function credentialAt(rawHeaders: readonly string[]): number {
  let found = -1;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!isCredentialName(name)) continue;
    if (found !== -1) throw new AuroraError('MALFORMED_REQUEST', 'The request carries more than one credential.');
    found = at + 1;
  }
  return found;
}

// By length first: this runs over every header of every request.
function isCredentialName(name: string): boolean {
  if (name.length === 13) return name === 'Authorization' || name === 'authorization' || name.toLowerCase() === 'authorization';
  return name.length === 9 && name.toLowerCase() === 'x-api-key';
}

/** Whether the value at `at` came in an Authorization header; else in X-API-Key. */
export const isAuthorization = (rawHeaders: readonly string[], at: number): boolean => rawHeaders[at - 1]!.length === 13;

const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** What follows `Bearer` in an Authorization header (RFC 6750, 2.1); undefined if the header is of another form. */
export const bearerCredential = (value: string): string | undefined => bearer.exec(value)?.[1];
