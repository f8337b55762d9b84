import { randomUUID } from 'node:crypto';
import type { Scope } from '@aurora/kernel';
import { SignJWT, type JSONWebKeySet, type JWTPayload } from 'jose';
import { createSigningKey, readSigningKeys } from './key-reference.ts';
import { createRefreshed } from './refreshed.ts';
import { signingAlgorithm, type SigningKey } from './signing-key.ts';
import { accessTokenType } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** The local issuer's name, in `iss`. */
export const localIssuerName = 'aurora';

export interface LocalIssuerOptions {
  /** `file:/path` or `env:NAME`: a private P-256 JWK, or a set of which the first signs and all verify. */
  readonly reference: string;
  /** Makes the file if there is none. */
  readonly create: boolean;
  /** What the tokens name as `aud`. */
  readonly audience: string;
  /** Told when the keys could not be read again; the known ones go on. */
  readonly report?: (error: unknown) => void;
  readonly now?: () => number;
}

export interface TokenRequest {
  /** 1 to 128 characters, no control characters and no `|`. The principal is `user:<subject>`. */
  readonly subject: string;
  readonly scopes: readonly Scope[];
  /** Milliseconds from now. */
  readonly ttl: number;
}

export interface IssuedToken {
  readonly token: string;
  /** Its `jti`, by which it can be revoked. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Aurora's own issuer: signs with a key that all hosts of a deployment share. */
export interface LocalIssuer extends TrustedIssuer {
  /** An access token (RFC 9068). */
  issue(request: TokenRequest): Promise<IssuedToken>;
  /** Signs `claims` as a token of the given `typ`; `iss` is added, the rest is the caller's. */
  sign(type: string, claims: JWTPayload): Promise<string>;
  /** The public keys, to be published. */
  jwks(): Promise<JSONWebKeySet>;
}

/** The subjects that the local issuer signs for. `|` stands between issuer and subject in the ids of an OIDC issuer's users. */
export const isLocalSubject = (subject: string): boolean => /^[^\p{Cc}\p{Cs}|]{1,128}$/u.test(subject);

/** Age in milliseconds at which the keys are read again, so that a rotation needs no restart. */
const maxAge = 60_000;

/** Opens the issuer. Throws a `SigningKeyError` if its key can't be read or made. */
export async function openLocalIssuer({ reference, create, audience, report = () => undefined, now = Date.now }: LocalIssuerOptions): Promise<LocalIssuer> {
  if (create) await createSigningKey(reference);
  const keys = createRefreshed<SigningKey[]>({ load: () => readSigningKeys(reference), maxAge, interval: 1_000, now, report });
  await keys.get();

  const find = (from: readonly SigningKey[], id: string) => from.find(key => key.id === id)?.publicKey;

  async function sign(type: string, claims: JWTPayload): Promise<string> {
    const [key] = await keys.get();
    return new SignJWT({ iss: localIssuerName, ...claims }).setProtectedHeader({ alg: signingAlgorithm, kid: key!.id, typ: type }).sign(key!.privateKey);
  }

  return {
    name: localIssuerName,
    algorithms: [signingAlgorithm],
    key: async ({ keyId }) => find(await keys.get(), keyId) ?? find(await keys.newer(), keyId),
    isAccessToken: ({ type }) => type === accessTokenType,
    principalId: subject => `user:${subject}`,
    sign,
    jwks: async () => ({ keys: (await keys.get()).map(key => key.publicJwk) }),
    async issue({ subject, scopes, ttl }) {
      if (!isLocalSubject(subject)) throw new Error('A subject has 1 to 128 characters, none of them "|" or a control character.');
      const id = randomUUID();
      const iat = Math.floor(now() / 1000);
      const exp = iat + Math.ceil(ttl / 1000);
      const token = await sign(accessTokenType, { aud: audience, sub: subject, client_id: localIssuerName, iat, exp, jti: id, scope: scopes.join(' ') });
      return { token, id, expiresAt: exp * 1000 };
    },
  };
}
