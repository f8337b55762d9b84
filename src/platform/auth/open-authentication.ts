import type { Settings } from '@aurora/platform/settings';
import type { ApiKeyLookup } from './api-key-lookup.ts';
import { createAuthenticator, type Authenticator } from './authenticator.ts';
import { localKeyReference, readSecret } from './key-reference.ts';
import { createLegacyTokens } from './legacy-tokens.ts';
import { openLocalIssuer, type LocalIssuer } from './local-issuer.ts';
import { createOidcIssuer } from './oidc-issuer.ts';
import { createRevocations, type PulledRevocations, type Revocation } from './revocations.ts';
import { createServiceTokens, type ServiceTokens } from './service-tokens.ts';

export interface AuthenticationOptions {
  readonly settings: Pick<Settings, 'AUTH_KEY' | 'AUTH_ISSUER' | 'AUTH_AUDIENCE' | 'DATA_DIR' | 'PUBLIC_READ'> & Partial<Pick<Settings, 'AUTH_LEGACY_KEY' | 'AUTH_LEGACY_ROLE'>>;
  /** Makes the local issuer's key file if there is none. */
  readonly createKey: boolean;
  /** Where API keys and revocations are kept: the config module's port. */
  readonly apiKeys: ApiKeyLookup;
  readonly pullRevocations: () => Promise<readonly Revocation[]>;
  /** Told when keys could not be read or fetched again. */
  readonly report: (error: unknown) => void;
}

/** Everything a host needs to know its callers and to call other hosts. */
export interface Authentication {
  /** For a server where service tokens for the modules `audiences` count; none at the front, where nobody is a module. */
  readonly authenticatorFor: (audiences: readonly string[]) => Authenticator;
  readonly localIssuer: LocalIssuer;
  readonly serviceTokens: ServiceTokens;
  /** Not pulled yet: refresh it at the start and every few seconds. */
  readonly revocations: PulledRevocations;
}

/** Puts together what the settings say. Throws a `SigningKeyError` if the local issuer's key can't be had. */
export async function openAuthentication({ settings, createKey, apiKeys, pullRevocations, report }: AuthenticationOptions): Promise<Authentication> {
  const localIssuer = await openLocalIssuer({ reference: localKeyReference(settings), create: createKey, audience: settings.AUTH_AUDIENCE, report });
  const serviceTokens = createServiceTokens({ issuer: localIssuer });
  const revocations = createRevocations(pullRevocations);
  const { AUTH_LEGACY_KEY: legacyKey, AUTH_LEGACY_ROLE: role = 'reader' } = settings;
  const legacy = legacyKey === undefined ? undefined : createLegacyTokens({ secret: await readSecret('AURORA_AUTH_LEGACY_KEY', legacyKey), role });
  const authenticatorFor = (audiences: readonly string[]): Authenticator => createAuthenticator({
    issuers: settings.AUTH_ISSUER === undefined ? [localIssuer] : [localIssuer, createOidcIssuer({ issuer: settings.AUTH_ISSUER, report })],
    audience: settings.AUTH_AUDIENCE,
    publicRead: settings.PUBLIC_READ,
    apiKeys,
    revocations,
    legacy,
    services: { tokens: serviceTokens, audiences },
  });
  return { authenticatorFor, localIssuer, serviceTokens, revocations };
}
