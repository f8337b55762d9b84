import { defineContract } from '@aurora/kernel';
import { keyOperations, revocationOperations } from './access-operations.ts';
import * as events from './events.ts';
import { extractionOperations } from './extraction-operations.ts';
import { flagAdministration } from './flag-administration.ts';
import { flagOperations } from './flag-operations.ts';
import { plannedOperations } from './planned-operations.ts';
import { registryOperations } from './registry-operations.ts';
import { revisionOperations, schemaOperations, settingOperations } from './setting-operations.ts';
import { tagOperations } from './tag-operations.ts';
import { watchOperations } from './watch-operations.ts';

/** Settings and feature flags with their history, API keys, revoked tokens, and where extractions stand. */
export const configContract = defineContract({
  module: 'config',
  version: 1,
  title: 'Configuration',
  operations: { ...settingOperations, ...schemaOperations, ...revisionOperations, ...tagOperations, ...plannedOperations, ...flagOperations, ...flagAdministration, ...keyOperations, ...revocationOperations, ...watchOperations, ...registryOperations, ...extractionOperations },
  events: Object.values(events),
});

export * from './events.ts';
export { ApiKey, ApiKeyRecord, NewApiKey, Revocation } from './access-schemas.ts';
export { claim } from './extraction-operations.ts';
export { Extraction, ExtractionPlan, extractionStages, ExtractionState } from './extraction-schemas.ts';
export { FlagdDocument, FlagPreview, FlagUse } from './flag-administration-schemas.ts';
export { Evaluation, evaluationContext, Flag, FlagDefinition, Resolution } from './flag-schemas.ts';
export { PlannedChange } from './planned-schemas.ts';
export type { RevisionReference } from './revision-reference.ts';
export { RevisionTag } from './tag-schemas.ts';
export { ChangeResult, Comparison, Difference, EffectiveSetting, Revision, RevisionSummary, Setting, SettingChanges, SettingSchema } from './setting-schemas.ts';
