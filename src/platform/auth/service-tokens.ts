import { randomUUID } from 'node:crypto';
import type { Principal } from '@aurora/kernel';
import { LRUCache } from 'lru-cache';
import { grantedScopes } from './granted-scopes.ts';
import { isPrincipalId, type Verified } from './identity.ts';
import { proveSignature, readJwt, type UnprovenJwt } from './jwt.ts';
import type { LocalIssuer } from './local-issuer.ts';
import { refused } from './refusal.ts';
import { checkClaims } from './token-claims.ts';
import { serviceTokenType } from './token-kind.ts';

/** Milliseconds that a token counts, and how long before its end it is not used any more: a call must arrive with it. */
const lifetime = 60_000, reserve = 15_000;

export interface ServiceCall {
  /** On whose behalf. */
  readonly principal: Principal;
  /** The module that is called. */
  readonly audience: string;
  /** The module that calls. */
  readonly caller: string;
}

/** Tokens that travel between hosts in `Authorization: Bearer`: on whose behalf which module calls which. */
export interface ServiceTokens {
  /** At once from the cache, else when it is signed. */
  issue(call: ServiceCall): string | Promise<string>;
  /** Whose it is, if it was made for one of `audiences`; else 401. Not cached: an authenticator does that. */
  verify(token: string | UnprovenJwt, audiences: readonly string[]): Promise<Verified>;
}

export function createServiceTokens({ issuer, now = Date.now }: { readonly issuer: LocalIssuer; readonly now?: () => number }): ServiceTokens {
  const signed = new LRUCache<string, { readonly token: string | Promise<string>; readonly until: number }>({ max: 10_000 });
  // A principal is made once per credential and does not change: what it says in a key is written once.
  const names = new WeakMap<Principal, string>();

  function nameOf(principal: Principal): string {
    let name = names.get(principal);
    if (name === undefined) names.set(principal, name = JSON.stringify([principal.id, ...[...principal.scopes].sort()]));
    return name;
  }

  async function sign({ principal, audience, caller }: ServiceCall): Promise<string> {
    const iat = Math.floor(now() / 1000);
    return issuer.sign(serviceTokenType, { aud: audience, sub: principal.id, caller, iat, exp: iat + lifetime / 1000, jti: randomUUID(), scope: [...principal.scopes].join(' ') });
  }

  return {
    issue(call) {
      const key = `${call.caller} ${call.audience} ${nameOf(call.principal)}`;
      const known = signed.get(key);
      if (known !== undefined && now() < known.until) return known.token;
      const until = now() + lifetime - reserve;
      const token = sign(call);
      signed.set(key, { token, until });
      token.then(text => signed.set(key, { token: text, until }), () => signed.delete(key));
      return token;
    },

    async verify(token, audiences) {
      const jwt = typeof token === 'string' ? readJwt(token) : token;
      if (jwt.type !== serviceTokenType) throw refused('kind');
      if (jwt.claims['iss'] !== issuer.name) throw refused('untrusted');
      const key = issuer.algorithms.includes(jwt.algorithm) ? await issuer.key(jwt) : undefined;
      if (!key) throw refused('signature');
      await proveSignature(jwt, key, issuer.algorithms);
      const { sub: id, aud, exp, caller } = checkClaims(jwt, audiences, now());
      if (typeof aud !== 'string' || typeof caller !== 'string' || !isPrincipalId(id)) throw refused('claims');
      return { identity: { principal: { id, scopes: grantedScopes(jwt.claims) }, caller, audience: aud }, until: exp * 1000, token: undefined };
    },
  };
}
