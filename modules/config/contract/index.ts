import { defineContract } from '@aurora/kernel';
import { keyOperations, revocationOperations } from './access-operations.ts';
import * as events from './events.ts';
import { flagOperations } from './flag-operations.ts';
import { registryOperations } from './registry-operations.ts';
import { revisionOperations, schemaOperations, settingOperations } from './setting-operations.ts';
import { watchOperations } from './watch-operations.ts';

/** Settings and feature flags with their history, API keys, and revoked tokens. */
export const configContract = defineContract({
  module: 'config',
  version: 1,
  title: 'Configuration',
  operations: { ...settingOperations, ...schemaOperations, ...revisionOperations, ...flagOperations, ...keyOperations, ...revocationOperations, ...watchOperations, ...registryOperations },
  events: Object.values(events),
});

export * from './events.ts';
export { ApiKey, ApiKeyRecord, NewApiKey, Revocation } from './access-schemas.ts';
export { Evaluation, Flag, FlagDefinition } from './flag-schemas.ts';
export { ChangeResult, Difference, EffectiveSetting, Revision, RevisionSummary, Setting, SettingSchema } from './setting-schemas.ts';
