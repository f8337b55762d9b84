import type { Scope } from '@aurora/kernel';
import { grantedScopes } from './granted-scopes.ts';
import { isPrincipalId, type Verified } from './identity.ts';
import { proveSignature, type UnprovenJwt } from './jwt.ts';
import { refused } from './refusal.ts';
import { checkClaims } from './token-claims.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** A token is proven again this often, in milliseconds, so that a key taken from its issuer ends the tokens it signed. */
const proofAge = 5 * 60_000;

interface AccessTokenOptions {
  readonly issuers: readonly TrustedIssuer[];
  readonly audience: string;
  /** What everyone may do, whatever the token says. */
  readonly everyone: ReadonlySet<Scope>;
  readonly now: () => number;
}

/** Verifies access tokens of any of the issuers: the issuer by `iss`, its key by `kid`, then signature, kind and claims. */
export function createAccessTokens({ issuers, audience, everyone, now }: AccessTokenOptions): { verify(jwt: UnprovenJwt): Promise<Verified> } {
  return {
    async verify(jwt) {
      const issuer = issuers.find(({ name }) => name === jwt.claims['iss']);
      if (!issuer) throw refused('untrusted');
      if (!issuer.algorithms.includes(jwt.algorithm)) throw refused('signature');
      const key = await issuer.key(jwt);
      if (!key) throw refused('signature');
      await proveSignature(jwt, key, issuer.algorithms);
      if (!issuer.isAccessToken(jwt)) throw refused('kind');
      const { sub, exp, iat, jti } = checkClaims(jwt, [audience], now());
      const id = issuer.principalId(sub);
      if (!isPrincipalId(id)) throw refused('claims');
      return {
        identity: { principal: { id, scopes: grantedScopes(jwt.claims).union(everyone) }, caller: undefined, audience: undefined, claims: jwt.claims },
        until: Math.min(exp * 1000, now() + proofAge),
        token: { jti, subject: id, issuedAt: iat * 1000 },
      };
    },
  };
}
