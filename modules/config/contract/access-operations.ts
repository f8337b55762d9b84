import { command, line, pageInput, pageOf, query, timestamp } from '@aurora/kernel';
import { z } from 'zod';
import { ApiKey, apiKeyId, ApiKeyRecord, NewApiKey, Revocation, scope } from './access-schemas.ts';

const id = { id: apiKeyId };

export const keyOperations = {
  createKey: command({
    method: 'POST', path: '/config/keys', scope: 'admin', status: 201,
    summary: 'Create an API key. The answer shows it, this once: a repeat under the same Idempotency-Key is 409 with its id, to revoke it by',
    input: z.strictObject({
      name: line(100), scopes: z.array(scope).min(1).max(50),
      expires_at: timestamp.optional().describe('When it ends by itself; absent, never.'),
    }),
    output: NewApiKey, errors: ['CONFLICT'],
  }),
  listKeys: query({
    method: 'GET', path: '/config/keys', summary: 'API keys, newest first, revoked and expired ones too', scope: 'admin',
    input: z.strictObject(pageInput), output: pageOf(ApiKey),
  }),
  revokeKey: command({
    method: 'DELETE', path: '/config/keys/{id}', summary: 'End an API key', scope: 'admin', status: 204, reply: 'none',
    input: z.strictObject(id), output: z.void(), errors: ['NOT_FOUND'],
  }),
  findKey: query({
    method: 'GET', path: '/internal/config/keys/{id}', summary: 'What an API key is verified against', scope: 'config:read', internal: true, shadow: 'never',
    input: z.strictObject(id), output: ApiKeyRecord, errors: ['NOT_FOUND'],
  }),
  noteKeyUse: command({
    method: 'PUT', path: '/internal/config/keys/{id}/use', summary: 'Note that an API key was used just now; of an unknown one nothing is noted', scope: 'config:read', internal: true,
    status: 204, reply: 'none', input: z.strictObject(id), output: z.void(),
  }),
};

export const revocationOperations = {
  revokeToken: command({
    method: 'POST', path: '/config/revocations', scope: 'admin', status: 204, reply: 'none',
    summary: 'End a token by its `jti`, or all tokens that a `subject` has been given so far. Hosts know within seconds',
    input: z.strictObject({
      jti: line(255).optional(),
      subject: line(300).optional().describe('Id of the principal, as in `user:cli`.'),
      reason: line(500).optional(),
      expires_at: timestamp.optional().describe('When the tokens concerned end by themselves: the revocation goes then. Absent, it stays.'),
    }).refine(({ jti, subject }) => (jti === undefined) !== (subject === undefined), { path: ['jti'], message: 'or subject must be given, and not both' }),
    output: z.void(),
  }),
  listRevocations: query({
    method: 'GET', path: '/internal/config/revocations', summary: 'Revocations that still matter, in the order in which they were made', scope: 'config:read', internal: true,
    input: z.strictObject({
      after: z.int().min(0).default(0).describe('Position of the last one known.'),
      limit: z.int().min(1).max(1000).default(1000),
    }),
    output: z.object({
      items: z.array(Revocation),
      more: z.boolean().describe('Whether there are later ones than these.'),
      latest: z.int().describe('Position of the last one ever made. Below one that is known: begin again from 0, the data has been set back.'),
    }),
  }),
};
