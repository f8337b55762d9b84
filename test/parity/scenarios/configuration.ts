import { entityTag, type Port } from '@aurora/kernel';
import type { configContract } from '@aurora/config/contract';
import { call } from '@aurora/test/running';
import { refused } from '../trace.ts';
import { plannedChanges, tags } from './planned-changes.ts';
import { extractions } from './extractions.ts';

type Config = Port<typeof configContract>;

const internal = () => call({ caller: 'gateway' });
const inTest = { environment: 'test' };
const wholeTag = (revision: number) => `"${entityTag({ id: 'revision', version: revision })}"`;

async function settings(config: Config): Promise<void> {
  await config.putSetting({ key: 'mail.sender', value: { key: 'mail.sender', if_match: '*', content: ['ä', null, 1.5] }, reason: 'First of all' }, call());
  const { revision } = await config.putSetting({ key: 'mail.sender', value: 'test@example.edu', ...inTest }, call());
  await config.putSetting({ key: 'mail.retries', value: 3, ...inTest, service: 'file', if_match: wholeTag(revision) }, call());
  await refused(config.putSetting({ key: 'mail.retries', value: 4, if_match: wholeTag(revision) }, call()));
  await refused(config.putSetting({ key: 'mail.retries', value: null }, call()));
  await config.getSetting({ key: 'mail.sender', ...inTest, service: 'file' }, call());
  await refused(config.getSetting({ key: 'mail.none' }, call()));
  const { next } = await config.listSettings({ limit: 1, ...inTest, service: 'file' }, call());
  await config.listSettings({ limit: 1, ...inTest, service: 'file', cursor: next! }, call());
  await refused(config.listSettings({ cursor: 'nonsense' }, call()));
  const changes = [{ key: 'mail.sender', value: null, ...inTest }, { key: 'mail.retries', value: 5 }, { key: 'key', value: { key: 'key' } }];
  await config.changeSettings({ changes, dry_run: true }, call());
  await config.changeSettings({ changes, reason: 'Together' }, call());
  await config.changeSettings({ flags: [{ key: 'together', definition: { state: 'ENABLED', variants: { on: true } } }] }, call());
  await config.changeSettings({ flags: [{ key: 'together', definition: null }] }, call());
  await config.changeSettings({ changes: [{ key: 'mail.retries', value: 5 }] }, call());
  await refused(config.changeSettings({ changes: [...changes, ...changes] }, call()));
  await refused(config.changeSettings({ changes, if_match: wholeTag(revision) }, call()));
  await refused(config.deleteSetting({ key: 'mail.none' }, call()));
  await refused(config.deleteSetting({ key: 'mail.retries', if_match: wholeTag(revision) }, call()));
  await config.deleteSetting({ key: 'mail.retries', reason: 'Not needed' }, call());
}

async function schemas(config: Config): Promise<void> {
  const made = await config.putSchema({ key: 'mail.retries', schema: { type: 'integer', maximum: 9 } }, call());
  await config.putSchema({ key: 'mail.sender', schema: true }, call());
  await config.putSchema({ key: 'mail.sender', schema: false, dry_run: true }, call()).catch(() => undefined);
  await config.putSchema({ key: 'mail.retries', schema: { type: 'integer' }, if_match: `"${entityTag(made)}"` }, call());
  await refused(config.putSchema({ key: 'mail.retries', schema: true, if_match: `"${entityTag(made)}"` }, call()));
  await refused(config.putSchema({ key: 'mail.retries', schema: { type: 'string' } }, call()));
  await refused(config.putSchema({ key: 'mail.retries', schema: { type: 'no type' } }, call()));
  await refused(config.putSetting({ key: 'mail.retries', value: 'many' }, call()));
  await config.getSchema({ key: 'mail.retries' }, call());
  await refused(config.getSchema({ key: 'mail.none' }, call()));
  const { next } = await config.listSchemas({ limit: 1 }, call());
  await config.listSchemas({ limit: 1, cursor: next! }, call());
  await refused(config.listSchemas({ cursor: 'nonsense' }, call()));
}

async function flags(config: Config): Promise<void> {
  const definition = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '==': [{ var: 'key' }, 'beta'] }, 'on', null] } };
  const made = await config.putFlag({ key: 'beta', definition, reason: 'Try it' }, call());
  await config.putFlag({ key: 'beta', definition: { ...definition, defaultVariant: null }, if_match: `"${entityTag(made)}"` }, call());
  await refused(config.putFlag({ key: 'beta', definition, if_match: `"${entityTag(made)}"` }, call()));
  await refused(config.putFlag({ key: 'beta', definition: { ...definition, defaultVariant: 'maybe' } }, call()));
  await config.putFlag({ key: 'split', definition: { ...definition, targeting: { fractional: [['on', 50], ['off', 50]] } } }, call());
  await config.getFlag({ key: 'beta' }, call());
  await refused(config.getFlag({ key: 'none' }, call()));
  const { next } = await config.listFlags({ limit: 1 }, call());
  await config.listFlags({ limit: 1, cursor: next! }, call());
  await refused(config.listFlags({ cursor: 'nonsense' }, call()));
  await config.evaluateFlag({ key: 'beta', context: { key: 'beta' } }, call());
  await config.evaluateFlag({ key: 'beta' }, call());
  await config.evaluateFlag({ key: 'beta', context: { key: 'gamma' }, default: { size: 3 } }, call());
  for (const targeting_key of ['anna', 'berta', 'cäcilie']) await config.evaluateFlag({ key: 'split', targeting_key }, call());
  await refused(config.evaluateFlag({ key: 'none' }, call()));
  await config.resolveFlags({ context: { key: 'beta', targetingKey: 'anna' } }, internal());
  await config.resolveFlags({ key: 'split' }, internal());
  await refused(config.resolveFlags({ key: 'none' }, internal()));
  await refused(config.deleteFlag({ key: 'none' }, call()));
  await refused(config.deleteFlag({ key: 'beta', if_match: `"${entityTag(made)}"` }, call()));
  await config.deleteFlag({ key: 'beta', reason: 'Tried' }, call());
}

async function flagAdministration(config: Config): Promise<void> {
  const definition = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', 20], ['off', 80]] } };
  await config.previewFlag({ key: 'split', definition, targeting_keys: ['anna', 'berta', 'cäcilie'] }, call());
  await config.previewFlag({ key: 'new', definition, sample: 10, context: { key: 'x' } }, call());
  await refused(config.previewFlag({ key: 'split', definition: { ...definition, defaultVariant: 'maybe' } }, call()));
  await config.evaluateFlag({ key: 'split', targeting_key: 'anna', revision: 100 }, call()).catch(() => undefined);
  await refused(config.evaluateFlag({ key: 'split', revision: 1 }, call()));
  const document = { flags: { 'taken.in': definition, split: { ...definition, metadata: { owner: 'web' } } }, metadata: { key: 'key' } };
  await config.importFlags({ document, dry_run: true }, call());
  await config.importFlags({ document, reason: 'From a file' }, call());
  await refused(config.importFlags({ document, if_match: wholeTag(1) }, call()));
  await refused(config.importFlags({ document: { flags: { a: { state: 'ENABLED' } } } }, call()));
  await config.exportFlags({}, call());
  await config.importFlags({ document: { flags: { split: definition } }, replace: true }, call());
  const { next } = await config.listFlagUse({ limit: 1 }, call());
  if (next !== null) await config.listFlagUse({ limit: 1, cursor: next }, call());
  await config.listFlagUse({ unused_since: '2001-01-01T00:00:00.000Z' }, call());
  await refused(config.listFlagUse({ cursor: 'nonsense' }, call()));
}

async function rollbacks(config: Config): Promise<void> {
  const { revision } = await config.putSetting({ key: 'back', value: 1 }, call());
  await config.changeSettings({ changes: [{ key: 'back', value: 2 }, { key: 'forth', value: 2, ...inTest }] }, call());
  await config.exportSettings({}, call());
  await config.exportSettings({ revision }, call());
  await refused(config.exportSettings({ revision: 4_000 }, call()));
  await config.compareRevisions({ from: revision }, call());
  await config.compareRevisions({ from: revision + 1, to: revision, key: 'back' }, call());
  await refused(config.compareRevisions({ from: 4_000 }, call()));
  await config.rollBack({ number: revision, dry_run: true }, call());
  await refused(config.rollBack({ number: revision, if_match: wholeTag(revision) }, call()));
  await refused(config.rollBack({ number: 4_000 }, call()));
  await config.rollBack({ number: revision, keys: ['back'], reason: 'Too early' }, call());
  await config.putSchema({ key: 'back', schema: { const: 1 } }, call());
  await refused(config.rollBack({ number: revision + 1, keys: ['back'] }, call()));
}

async function revisions(config: Config): Promise<void> {
  const { next } = await config.listRevisions({ limit: 2 }, call());
  await config.listRevisions({ cursor: next! }, call());
  await config.listRevisions({ key: 'beta' }, call());
  await refused(config.listRevisions({ cursor: 'nonsense' }, call()));
  await config.getRevision({ number: 4 }, call());
  await refused(config.getRevision({ number: 4_000 }, call()));
}

async function access(config: Config): Promise<void> {
  const key = call();
  const { id } = await config.createKey({ name: 'Import', scopes: ['subject:write', 'subject:read', 'subject:write'], expires_at: '2999-01-01T00:00:00.000Z' }, key);
  await refused(config.createKey({ name: 'Import', scopes: ['subject:write', 'subject:read', 'subject:write'], expires_at: '2999-01-01T00:00:00.000Z' }, key));
  await refused(config.createKey({ name: 'Too late', scopes: ['admin'], expires_at: '2001-01-01T00:00:00.000Z' }, call()));
  await config.findKey({ id }, internal());
  await config.noteKeyUse({ id }, internal());
  await config.noteKeyUse({ id: '0'.repeat(12) }, internal());
  await config.revokeKey({ id }, call());
  await config.revokeKey({ id }, call());
  await config.findKey({ id }, internal());
  await refused(config.revokeKey({ id: '0'.repeat(12) }, call()));
  await refused(config.findKey({ id: '0'.repeat(12) }, internal()));
  await config.createKey({ name: 'Second', scopes: ['admin'] }, call());
  const { next } = await config.listKeys({ limit: 1 }, call());
  await config.listKeys({ limit: 1, cursor: next! }, call());
  await refused(config.listKeys({ cursor: 'nonsense' }, call()));
  await config.revokeToken({ jti: 'a', reason: 'Lost', expires_at: '2999-01-01T00:00:00.000Z' }, call());
  await config.revokeToken({ subject: 'user:cli' }, call());
  await config.revokeToken({ jti: 'over', expires_at: '2001-01-01T00:00:00.000Z' }, call());
  await config.listRevocations({}, internal());
  await config.listRevocations({ after: 1, limit: 1 }, internal());
  await config.watchConfiguration({ flags: 'beta', settings: 'upload' }, internal());
  await config.watchConfiguration({ flags: 'beta', settings: 'upload', known: 0, wait: 1_000 }, internal());
}

async function instances(config: Config): Promise<void> {
  for (const record of ['one', 'one', 'other']) await config.registerInstance({ module: 'gateway', id: 'i1', record, ttl: 60_000 }, internal());
  await refused(config.registerInstance({ module: 'subject', id: 'i1', record: 'one', ttl: 60_000 }, internal()));
  const { state } = await config.listInstances({ module: 'gateway' }, internal());
  await config.listInstances({ module: 'gateway', after: state, wait: 10 }, internal());
  await config.deregisterInstance({ module: 'gateway', id: 'i1' }, internal());
  await refused(config.deregisterInstance({ module: 'subject', id: 'i1' }, internal()));
  await config.listInstances({ module: 'gateway', after: state, wait: 1_000 }, internal());
}

/** Everything that can be asked of the config module, and every way it refuses. */
export async function configuration({ config }: { readonly config: Config }): Promise<void> {
  for (const part of [settings, schemas, flags, flagAdministration, revisions, rollbacks, tags, plannedChanges, access, instances, extractions]) await part(config);
}
