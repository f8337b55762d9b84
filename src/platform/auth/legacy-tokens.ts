import { roles, scopesOf, type Role } from '@aurora/kernel';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { isPrincipalId, type Verified } from './identity.ts';
import { refused } from './refusal.ts';

/** A token is proven again this often, in milliseconds. */
const proofAge = 5 * 60_000;

/** How far the old application's clock may be ahead of ours, seconds. */
const leeway = 60;

/** Tokens of the application that Aurora replaces: JWTs with a shared secret (HS256), without a key id. */
export interface LegacyTokens {
  /** Whether it is one by its form; nothing is proven. */
  recognises(token: string): boolean;
  verify(token: string): Promise<Verified>;
}

/** What a token's own role allows, at most what `most` does; a token that names none allows that. */
function roleOf(claimed: unknown, most: Role): Role {
  const own = roles.indexOf(claimed as Role);
  return own < 0 ? most : roles[Math.min(own, roles.indexOf(most))]!;
}

/** `secret` is the old application's own; whoever holds a token may do what its claim `role` says, at most what `role` may. */
export function createLegacyTokens({ secret, role, now = Date.now }: { readonly secret: string; readonly role: Role; readonly now?: () => number }): LegacyTokens {
  const key = new TextEncoder().encode(secret);
  const scopes = new Map(roles.map(name => [name, new Set(scopesOf(name))]));
  return {
    recognises(token) {
      try {
        const { alg, kid } = decodeProtectedHeader(token);
        return alg === 'HS256' && kid === undefined;
      } catch {
        return false;
      }
    },

    async verify(token) {
      const at = now();
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'], currentDate: new Date(at), clockTolerance: 0 }).catch((error: unknown) => { throw reason(error); });
      const { sub, exp, iat, jti, nbf } = payload;
      const id = `user:legacy|${sub}`;
      if (!isPrincipalId(id)) throw refused('claims');
      if (Math.max(iat ?? 0, nbf ?? 0) > at / 1000 + leeway) throw refused('future');
      return {
        identity: { principal: { id, scopes: scopes.get(roleOf(payload['role'], role))! }, caller: undefined, audience: undefined, claims: payload },
        until: Math.min(exp! * 1000, at + proofAge),
        token: { jti, subject: id, issuedAt: (iat ?? 0) * 1000 },
      };
    },
  };
}

function reason(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return refused('expired');
  if (error instanceof errors.JWTClaimValidationFailed) return refused(error.claim === 'nbf' ? 'future' : 'claims');
  return refused('signature');
}
