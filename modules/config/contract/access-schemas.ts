import { isScope, timestamp, type Scope } from '@aurora/kernel';
import { z } from 'zod';

export const apiKeyId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/, 'must be the id of an API key, of 12 characters');

/** `admin`, `<area>:read` or `<area>:write`. */
export const scope = z.string().refine((text): text is Scope => isScope(text), 'must be admin, <area>:read or <area>:write');

/** An API key without the key: that is not kept. */
export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  created_at: timestamp,
  created_by: z.string().describe('Id of the principal.'),
  last_used_at: timestamp.nullable().describe('To the minute or so.'),
  expires_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
}).meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof ApiKey>;

export const NewApiKey = ApiKey.extend({ key: z.string().describe('The key itself, shown this once.') }).meta({ id: 'NewApiKey' });
export type NewApiKey = z.output<typeof NewApiKey>;

/** What a host needs to verify a key. */
export const ApiKeyRecord = z.object({
  id: z.string(),
  hash: z.string(),
  scopes: z.array(scope),
  expires_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
});
export type ApiKeyRecord = z.output<typeof ApiKeyRecord>;

/** A token that ends before its time, or all those that a principal was given until some moment: one of `jti` and `subject` is set. */
export const Revocation = z.object({
  position: z.int().describe('Rises with every revocation.'),
  jti: z.string().nullable(),
  subject: z.string().nullable().describe('Id of the principal.'),
  issued_until: timestamp.nullable().describe('Of a subject: tokens issued until then do not count.'),
  expires_at: timestamp.nullable().describe('When the tokens concerned have ended by themselves; null, not known.'),
});
export type Revocation = z.output<typeof Revocation>;
