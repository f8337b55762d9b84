import { defineEvent, integerId, timestamp } from '@aurora/kernel';
import { z } from 'zod';

const place = { key: z.string(), environment: z.string().nullable(), service: z.string().nullable() };

/** Names what has changed; the values are read where they are needed. */
export const SettingsChanged = defineEvent({
  name: 'SettingsChanged', aggregate: 'settings', verb: 'changed', version: 1,
  data: z.object({ revision: z.int(), changed: z.array(z.object(place)) }),
});
export const SettingSchemaChanged = defineEvent({
  name: 'SettingSchemaChanged', aggregate: 'setting_schema', verb: 'changed', version: 1,
  data: z.object({ id: integerId, key: z.string() }),
});

const flag = z.object({ id: integerId, key: z.string(), revision: z.int() });

export const FlagChanged = defineEvent({ name: 'FlagChanged', aggregate: 'flag', verb: 'changed', version: 1, data: flag.extend({ state: z.enum(['ENABLED', 'DISABLED']) }) });
export const FlagDeleted = defineEvent({ name: 'FlagDeleted', aggregate: 'flag', verb: 'deleted', version: 1, last: true, data: flag });

export const ApiKeyCreated = defineEvent({
  name: 'ApiKeyCreated', aggregate: 'api_key', verb: 'created', version: 1,
  data: z.object({ id: z.string(), name: z.string(), scopes: z.array(z.string()), expires_at: timestamp.nullable() }),
});
export const ApiKeyRevoked = defineEvent({ name: 'ApiKeyRevoked', aggregate: 'api_key', verb: 'revoked', version: 1, data: z.object({ id: z.string(), name: z.string() }) });

export const TokenRevoked = defineEvent({
  name: 'TokenRevoked', aggregate: 'revocation', verb: 'made', version: 1,
  data: z.object({ position: z.int(), jti: z.string().nullable(), subject: z.string().nullable(), issued_until: timestamp.nullable(), expires_at: timestamp.nullable() }),
});
