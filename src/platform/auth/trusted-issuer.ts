import type { CryptoKey } from 'jose';
import type { UnprovenJwt } from './jwt.ts';

/** Someone whose tokens count. */
export interface TrustedIssuer {
  /** Exactly as the `iss` claim writes it. */
  readonly name: string;
  /** The algorithms it may sign with; asymmetric ones only. */
  readonly algorithms: readonly string[];
  /** Its public key that the token names; undefined if it has none. Rejects with UNAVAILABLE while none of its keys could ever be had. */
  key(jwt: Pick<UnprovenJwt, 'keyId' | 'algorithm'>): Promise<CryptoKey | undefined>;
  /** Whether the token is one made for calling an API. */
  isAccessToken(jwt: UnprovenJwt): boolean;
  /** The principal's id for its `sub`. */
  principalId(subject: string): string;
}
