import { AuroraError } from '@aurora/kernel';

/** Why a credential does not count. None of them says more than the one who presented it could know already. */
export const refusals = {
  scheme: 'The Authorization header must be "Bearer" and a token or API key.',
  malformed: 'The token is not a signed JWT that is understood here.',
  untrusted: 'The token is from no issuer trusted here.',
  signature: 'The signature of the token does not hold.',
  kind: 'The token is not an access token.',
  claims: 'The claims of the token are not those of an access token.',
  audience: 'The token is for another audience.',
  expired: 'The token has expired.',
  future: 'The token does not count yet.',
  revoked: 'The token has been revoked.',
  api_key: 'The API key does not count.',
} as const;

export type Refusal = keyof typeof refusals;

/** 401. The refusal's name is `reason` in the details, for a `WWW-Authenticate` header and for programs. */
export const refused = (reason: Refusal): AuroraError => new AuroraError('UNAUTHENTICATED', refusals[reason], { details: { reason } });
