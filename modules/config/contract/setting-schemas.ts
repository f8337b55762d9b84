import { integerId, timestamp } from '@aurora/kernel';
import { z } from 'zod';

const effective = {
  key: z.string(),
  value: z.unknown().describe('Any JSON value but null. A reference to a secret, such as `env:NAME`, `file:/path` or `enc:…`, stays a reference.'),
  layer: z.enum(['default', 'environment', 'service']).describe('Which layer the value comes from; a later one of these overrides an earlier one.'),
  environment: z.string().nullable().describe('Environment of that layer; null, all of them.'),
  service: z.string().nullable().describe('Service of that layer; null, all of them.'),
  changed_in: z.int().describe('The revision in which this layer got this value.'),
  updated_at: timestamp,
};

/** A setting as it holds in one environment for one service. */
export const EffectiveSetting = z.object(effective).meta({ id: 'EffectiveSetting' });
export type EffectiveSetting = z.output<typeof EffectiveSetting>;

/** The same, read or written on its own. */
export const Setting = z.object({ ...effective, revision: z.int().describe('Revision of the whole at this moment.') }).meta({ id: 'Setting' });
export type Setting = z.output<typeof Setting>;

/** What values of a setting must look like. */
export const SettingSchema = z.object({
  id: integerId,
  key: z.string(),
  schema: z.unknown().describe('A JSON Schema, draft 2020-12.'),
  created_at: timestamp,
  updated_at: timestamp,
  version: z.int(),
}).meta({ id: 'SettingSchema' });
export type SettingSchema = z.output<typeof SettingSchema>;

/** One thing that a revision changed. */
export const Difference = z.object({
  kind: z.enum(['setting', 'flag']),
  key: z.string(),
  environment: z.string().nullable(),
  service: z.string().nullable(),
  before: z.unknown().describe('Null where there was none.'),
  after: z.unknown().describe('Null where there is none any more.'),
}).meta({ id: 'Difference' });
export type Difference = z.output<typeof Difference>;

const revision = {
  number: z.int().describe('Counts from 1, over everything that is configured.'),
  author: z.string().describe('Id of the principal.'),
  reason: z.string().nullable(),
  approved_by: z.string().nullable().describe('Who approved of it, where somebody did.'),
  tags: z.array(z.string()).describe('Its names.'),
  created_at: timestamp,
};

/** That something was changed, by whom and why. Never changes itself. */
export const RevisionSummary = z.object(revision).meta({ id: 'RevisionSummary' });
export type RevisionSummary = z.output<typeof RevisionSummary>;

export const Revision = z.object({ ...revision, difference: z.array(Difference) }).meta({ id: 'Revision' });
export type Revision = z.output<typeof Revision>;

/** What came of a change of several settings, or would come of it. */
export const ChangeResult = z.object({
  revision: z.int().describe('Revision of the whole after it; as before where nothing was changed.'),
  difference: z.array(Difference),
  dry_run: z.boolean(),
}).meta({ id: 'ChangeResult' });
export type ChangeResult = z.output<typeof ChangeResult>;

/** Settings in all their layers, in the form in which several are changed. */
export const SettingChanges = z.object({
  revision: z.int().describe('The revision asked for, or that of the whole at this moment.'),
  changes: z.array(z.object({ key: z.string(), value: z.unknown(), environment: z.string().optional(), service: z.string().optional() })),
}).meta({ id: 'SettingChanges' });
export type SettingChanges = z.output<typeof SettingChanges>;

/** What differs between two revisions. */
export const Comparison = z.object({ from: z.int(), to: z.int(), difference: z.array(Difference) }).meta({ id: 'Comparison' });
export type Comparison = z.output<typeof Comparison>;
