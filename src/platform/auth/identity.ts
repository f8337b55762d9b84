import type { Principal } from '@aurora/kernel';

/** Who makes a request, proven by its credential. Made once per credential: the same object answers every hit of the cache. */
export interface Identity {
  readonly principal: Principal;
  /** The module that calls on the principal's behalf, proven by a service token; undefined for everyone outside. */
  readonly caller: string | undefined;
  /** The module that the service token was made for; undefined for everyone outside. */
  readonly audience: string | undefined;
  /** Claims of the caller's access token, where it has shown one. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What a revocation is matched against. */
export interface TokenFacts {
  readonly jti: string | undefined;
  /** The principal's id. */
  readonly subject: string;
  /** Milliseconds since the epoch, in whole seconds. */
  readonly issuedAt: number;
}

/** A credential that has been found good. */
export interface Verified {
  readonly identity: Identity;
  /** Until when that may be taken for granted, in milliseconds since the epoch. */
  readonly until: number;
  /** Undefined for what can't be revoked by token: API keys and service tokens. */
  readonly token: TokenFacts | undefined;
}

/** Ids of principals end in logs and in columns: at most 300 characters, none of them a control character. */
export const isPrincipalId = (id: string): boolean => /^[^\p{Cc}\p{Cs}]{1,300}$/u.test(id);
