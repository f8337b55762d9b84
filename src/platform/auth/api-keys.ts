import type { Scope } from '@aurora/kernel';
import { verifyApiKey, type ApiKey } from './api-key.ts';
import { withMemory, type ApiKeyLookup } from './api-key-lookup.ts';
import type { Verified } from './identity.ts';
import { refused } from './refusal.ts';

/** A key is looked up again this often, in milliseconds: as long as a revoked one may go on. */
const lookupAge = 10_000;

/** Verifies API keys against where they are kept. An unknown, a wrong, a revoked and an expired key are refused alike. */
export function createApiKeys(lookup: ApiKeyLookup, everyone: ReadonlySet<Scope>, now: () => number): { verify(key: ApiKey): Promise<Verified> } {
  const { find, used } = withMemory(lookup, now);
  return {
    async verify(key) {
      const at = now();
      const record = await find(key.id);
      const end = record?.expiresAt ?? Infinity;
      if (!record || !verifyApiKey(key, record.hash) || record.revokedAt !== undefined || end <= at) throw refused('api_key');
      used?.(key.id);
      return {
        identity: { principal: { id: `key:${key.id}`, scopes: new Set(record.scopes).union(everyone) }, caller: undefined, audience: undefined },
        until: Math.min(at + lookupAge, end),
        token: undefined,
      };
    },
  };
}
