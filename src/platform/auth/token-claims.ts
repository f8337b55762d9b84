import { z } from 'zod';
import { refused } from './refusal.ts';
import type { UnprovenJwt } from './jwt.ts';

/** What every token must say (RFC 9068, 2.2), as far as Aurora acts on it. Times are seconds since the epoch. */
const TokenClaims = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: z.string().min(1).max(255),
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  jti: z.string().min(1).max(255).optional(),
});
export type TokenClaims = z.output<typeof TokenClaims>;

/** How far the issuer's clock may be ahead of ours, in milliseconds. A token past its `exp` gets no leeway. */
const leeway = 60_000;

/** The claims of a token whose signature holds, if they count now and for one of `audiences`; else refused. */
export function checkClaims(jwt: UnprovenJwt, audiences: readonly string[], now: number): TokenClaims {
  const { success, data: claims } = TokenClaims.safeParse(jwt.claims);
  if (!success) throw refused('claims');
  if (![claims.aud].flat().some(audience => audiences.includes(audience))) throw refused('audience');
  if (claims.exp * 1000 <= now) throw refused('expired');
  if (Math.max(claims.iat, claims.nbf ?? 0) * 1000 > now + leeway) throw refused('future');
  return claims;
}
