import type { UnprovenJwt } from './jwt.ts';

export const accessTokenType = 'at+jwt';
export const serviceTokenType = 'aurora-service+jwt';
export const instanceRecordType = 'aurora-instance+jwt';

/** Claims that OpenID Connect puts in ID tokens alone. */
const ofIdTokens = ['nonce', 'at_hash', 'c_hash', 's_hash'];

/** Claims that say what a client may do, or which client it is, and that no ID token carries. */
const ofAccessTokens = ['scope', 'scp', 'client_id', 'idtyp'];

/**
 * Whether a token of an OIDC issuer is an access token. One that declares `at+jwt` (RFC 9068) is. Many issuers still write `JWT` or nothing:
 * then it must carry a claim that only access tokens have, none that only ID tokens have, and a `typ` claim, if any, must be `Bearer`.
 */
export function isAccessToken({ type, claims }: UnprovenJwt): boolean {
  if (type === accessTokenType) return true;
  if (type !== undefined && type !== 'jwt') return false;
  const has = (name: string) => Object.hasOwn(claims, name);
  return ofAccessTokens.some(has) && !ofIdTokens.some(has) && (!has('typ') || claims['typ'] === 'Bearer');
}
