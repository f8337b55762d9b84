import { anonymous, scopesOf, type Scope } from '@aurora/kernel';
import { createAccessTokens } from './access-tokens.ts';
import { parseApiKey, type ApiKey } from './api-key.ts';
import type { ApiKeyLookup } from './api-key-lookup.ts';
import { createApiKeys } from './api-keys.ts';
import type { Identity, Verified } from './identity.ts';
import { readJwt } from './jwt.ts';
import { bearerCredential, credentialAt, isAuthorization } from './presented.ts';
import { refused } from './refusal.ts';
import type { LegacyTokens } from './legacy-tokens.ts';
import type { Revocations } from './revocations.ts';
import type { ServiceTokens } from './service-tokens.ts';
import { serviceTokenType } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import { VerifiedCache } from './verified-cache.ts';

export interface AuthenticatorOptions {
  /** Whose access tokens count: the local issuer, an OIDC issuer, or both. */
  readonly issuers: readonly TrustedIssuer[];
  /** What access tokens must name as `aud`. */
  readonly audience: string;
  /** Lets everyone, with a credential or without, read subjects, syllabi and files. */
  readonly publicRead: boolean;
  /** Absent: no API key counts. */
  readonly apiKeys?: ApiKeyLookup;
  readonly revocations?: Revocations;
  /** Absent: no service token counts. `audiences` are the modules hosted here. */
  readonly services?: { readonly tokens: ServiceTokens; readonly audiences: readonly string[] };
  /** Absent: no token of an application before Aurora counts. */
  readonly legacy?: LegacyTokens | undefined;
  readonly now?: () => number;
}

/** Finds out who makes a request. */
export interface Authenticator {
  /**
   * Reads `rawHeaders` as Node gives them, names and values in turn. Answers at once, without allocating, for a credential seen before
   * and for a request without one, which is anonymous. Throws or rejects with 401 for a credential that does not count,
   * 400 for more than one, 503 while its issuer's or its own record can't be had.
   */
  authenticate(rawHeaders: readonly string[]): Identity | Promise<Identity>;
}

export function createAuthenticator({ issuers, audience, publicRead, apiKeys, revocations, services, legacy, now = Date.now }: AuthenticatorOptions): Authenticator {
  const everyone: ReadonlySet<Scope> = publicRead ? new Set(scopesOf('reader')) : anonymous.scopes;
  const nobody: Identity = { principal: publicRead ? { id: anonymous.id, scopes: everyone } : anonymous, caller: undefined, audience: undefined };
  const accessTokens = createAccessTokens({ issuers, audience, everyone, now });
  const keys = apiKeys && createApiKeys(apiKeys, everyone, now);

  async function verifyKey(key: ApiKey | undefined): Promise<Verified> {
    if (!key || !keys) throw refused('api_key');
    return keys.verify(key);
  }

  async function verifyAuthorization(value: string): Promise<Verified> {
    const credential = bearerCredential(value);
    if (credential === undefined) throw refused('scheme');
    if (credential.startsWith('aurora_')) return verifyKey(parseApiKey(credential));
    if (legacy?.recognises(credential)) return legacy.verify(credential);
    const jwt = readJwt(credential);
    if (services && jwt.type === serviceTokenType) return services.tokens.verify(jwt, services.audiences);
    return accessTokens.verify(jwt);
  }

  function recheck({ token }: Verified): void {
    if (token !== undefined && revocations?.isRevoked(token.jti, token.subject, token.issuedAt)) throw refused('revoked');
  }

  // Two caches, because what counts in one header does not in the other.
  const byAuthorization = new VerifiedCache(verifyAuthorization, recheck, now);
  const byKeyHeader = new VerifiedCache(value => verifyKey(parseApiKey(value)), recheck, now);

  return {
    authenticate(rawHeaders) {
      const at = credentialAt(rawHeaders);
      if (at === -1) return nobody;
      return (isAuthorization(rawHeaders, at) ? byAuthorization : byKeyHeader).identify(rawHeaders[at]!);
    },
  };
}
