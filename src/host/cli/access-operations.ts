import { command, isScope, line, pageInput, query, timestamp, type Scope } from '@aurora/kernel';
import { z } from 'zod';

const Scope = z.custom<Scope>(value => typeof value === 'string' && isScope(value));

/** An API key as its owner sees it: everything but the key. */
export const ApiKeyListing = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  created_at: timestamp,
  last_used_at: timestamp.nullable(),
  expires_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
});
export type ApiKeyListing = z.output<typeof ApiKeyListing>;

/** The part of the config module's API with which keys are given out and credentials ended. */
export const accessOperations = {
  createKey: command({
    method: 'POST', path: '/config/keys', summary: 'Create an API key', scope: 'admin', status: 201,
    input: z.strictObject({ name: line(100), scopes: z.array(Scope).min(1), expires_at: timestamp.optional() }),
    output: ApiKeyListing.extend({ key: z.string() }),
  }),
  listKeys: query({
    method: 'GET', path: '/config/keys', summary: 'API keys', scope: 'admin',
    input: z.strictObject(pageInput), output: z.object({ items: z.array(ApiKeyListing), next: z.string().nullable() }),
  }),
  revokeKey: command({
    method: 'DELETE', path: '/config/keys/{id}', summary: 'Revoke an API key', scope: 'admin', status: 204, reply: 'none',
    input: z.strictObject({ id: z.string() }), output: z.void(),
  }),
  revokeToken: command({
    method: 'POST', path: '/config/revocations', summary: 'Revoke a token', scope: 'admin', status: 204, reply: 'none',
    input: z.strictObject({ jti: z.string(), expires_at: timestamp.optional() }), output: z.void(),
  }),
};
