import { z } from 'zod';
import { proveSignature, readJwt } from './jwt.ts';
import type { LocalIssuer } from './local-issuer.ts';
import { refused } from './refusal.ts';
import { checkClaims } from './token-claims.ts';
import { instanceRecordType } from './token-kind.ts';

/** Milliseconds that a record counts, and the age at which it is made anew. */
const lifetime = 5 * 60_000, fresh = 2 * 60_000;

const InstanceUrl = z.string().max(300).regex(/^https?:\/\/[^\s/?#@\\]+$/).refine(url => URL.canParse(url));

/** An instance of a module, as a registry's entry says it. */
export interface RecordedInstance {
  /** 1 to 128 characters of `A-Za-z0-9._:-`. */
  readonly id: string;
  /** Scheme, host and port, at most 300 characters. */
  readonly url: string;
}

/**
 * Records of instances: what a registry's entry must hold to be believed. A JWS by the key that the hosts of a deployment share, of
 * a type of its own, which names the module (`aud`), the instance (`sub`) and its address (`url`).
 */
export interface InstanceRecords {
  /** The record of an instance; the same one until it must be renewed. */
  record(module: string, instance: RecordedInstance): Promise<string>;
  /** The instance of `module` that `record` was signed for; else 401, with why in the details. */
  verify(module: string, record: string): Promise<RecordedInstance>;
}

export const isInstanceId = (id: string): boolean => /^[A-Za-z0-9._:-]{1,128}$/.test(id);
export const isInstanceUrl = (url: unknown): url is string => InstanceUrl.safeParse(url).success;

export function createInstanceRecords({ issuer, now = Date.now }: { readonly issuer: LocalIssuer; readonly now?: () => number }): InstanceRecords {
  const signed = new Map<string, { readonly record: string; readonly at: number }>();
  return {
    async record(module, { id, url }) {
      const key = `${module} ${id} ${url}`;
      const known = signed.get(key);
      if (known && Math.abs(now() - known.at) < fresh) return known.record;
      const at = now();
      const iat = Math.floor(at / 1000);
      const record = await issuer.sign(instanceRecordType, { aud: module, sub: id, url, iat, exp: iat + lifetime / 1000 });
      signed.set(key, { record, at });
      return record;
    },

    async verify(module, record) {
      const jwt = readJwt(record);
      if (jwt.type !== instanceRecordType) throw refused('kind');
      if (jwt.claims['iss'] !== issuer.name) throw refused('untrusted');
      const key = issuer.algorithms.includes(jwt.algorithm) ? await issuer.key(jwt) : undefined;
      if (!key) throw refused('signature');
      await proveSignature(jwt, key, issuer.algorithms);
      const { aud, sub: id } = checkClaims(jwt, [module], now());
      const { url } = jwt.claims;
      if (typeof aud !== 'string' || !isInstanceId(id) || !isInstanceUrl(url)) throw refused('claims');
      return { id, url };
    },
  };
}
