import { AuroraError } from '@aurora/kernel';
import { createLocalJWKSet, type CryptoKey, type JSONWebKeySet } from 'jose';
import { fetchIssuerKeys } from './issuer-keys.ts';
import { createRefreshed } from './refreshed.ts';
import { isAccessToken } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

export interface OidcIssuerOptions {
  /** Its address, exactly as its discovery document and its tokens write it. */
  readonly issuer: string;
  /** Told of every fetch that failed; the known keys go on. */
  readonly report?: (error: unknown) => void;
  readonly now?: () => number;
}

/** Age in milliseconds at which the keys are fetched again, and the least time between fetches, however many unknown keys are named. */
const maxAge = 10 * 60_000, interval = 30_000;

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** An issuer found by OpenID discovery. Nothing is fetched before its first token comes; Aurora starts without it. */
export function createOidcIssuer({ issuer, report = () => undefined, now = Date.now }: OidcIssuerOptions): TrustedIssuer {
  const { host } = new URL(issuer);
  const keys = createRefreshed({ load: () => loadKeys(issuer), maxAge, interval, now, report });

  const ofIssuer = async (source: () => Promise<IssuerKeys>): Promise<IssuerKeys> => {
    try {
      return await source();
    } catch (cause) {
      throw new AuroraError('UNAVAILABLE', 'The issuer of the token does not answer.', { retryAfter: 5, cause });
    }
  };

  return {
    name: issuer,
    algorithms,
    isAccessToken,
    principalId: subject => `user:${host}|${subject}`,
    async key({ keyId, algorithm }) {
      const known = await ofIssuer(keys.get);
      const current = known.ids.has(keyId) ? known : await ofIssuer(keys.newer);
      return current.ids.has(keyId) ? current.find(keyId, algorithm) : undefined;
    },
  };
}

interface IssuerKeys {
  readonly ids: ReadonlySet<string>;
  /** Undefined if the key is not made for the algorithm, or is of a form not understood. */
  find(id: string, algorithm: string): Promise<CryptoKey | undefined>;
}

async function loadKeys(issuer: string): Promise<IssuerKeys> {
  const set = await fetchIssuerKeys(issuer);
  const find = createLocalJWKSet(set as JSONWebKeySet);
  return {
    ids: new Set(set.keys.map(key => key.kid).filter(id => id !== undefined)),
    find: (id, algorithm) => find({ kid: id, alg: algorithm }).catch(() => undefined),
  };
}
