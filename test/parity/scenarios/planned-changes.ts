import type { configContract } from '@aurora/config/contract';
import type { Port } from '@aurora/kernel';
import { call } from '@aurora/test/running';
import { refused } from '../trace.ts';

type Config = Port<typeof configContract>;

const at = '2999-01-01T00:00:00.000Z';
const definition = { state: 'ENABLED' as const, defaultVariant: 'off', variants: { on: true, off: false } };
const other = () => call({ principal: { id: 'user:berta', scopes: new Set(['config:write']) } });

/** Names of revisions, and what is asked for by them. */
export async function tags(config: Config): Promise<void> {
  const { revision } = await config.putSetting({ key: 'tagged', value: 1 }, call());
  await config.putTag({ name: 'spring', revision }, call());
  await config.putTag({ name: 'summer' }, call());
  await config.putSetting({ key: 'tagged', value: 2 }, call());
  await refused(config.putTag({ name: 'spring' }, call()));
  await refused(config.putTag({ name: 'autumn', revision: 'winter' }, call()));
  await config.putTag({ name: 'summer', move: true }, call());
  const { next } = await config.listTags({ limit: 1 }, call());
  await config.listTags({ limit: 1, cursor: next! }, call());
  await refused(config.listTags({ cursor: 'nonsense' }, call()));
  await config.getRevision({ number: 'spring' }, call());
  await config.listRevisions({ until: 'spring', limit: 2 }, call());
  await refused(config.listRevisions({ until: 'winter' }, call()));
  await config.getSetting({ key: 'tagged', revision: 'spring' }, call());
  await config.listSettings({ revision: 'spring', limit: 2 }, call());
  await refused(config.listSettings({ revision: 4_000 }, call()));
  await config.compareRevisions({ from: 'spring', to: 'summer' }, call());
  await config.exportFlags({ revision: 'spring' }, call());
  await refused(config.exportFlags({ revision: 'winter' }, call()));
  await config.deleteTag({ name: 'summer' }, call());
  await refused(config.deleteTag({ name: 'summer' }, call()));
}

/** Changes that are proposed and scheduled. */
export async function plannedChanges(config: Config): Promise<void> {
  const { revision } = await config.putSetting({ key: 'planned', value: 1 }, call());
  const scheduled = await config.planChange({ changes: [{ key: 'planned', value: { key: 2 } }], flags: [{ key: 'planned', definition }], at, reason: 'Later' }, call());
  const proposed = await config.planChange({ flags: [{ key: 'planned', definition }] }, call());
  const back = await config.planChange({ rollback: { revision: revision - 1, keys: ['planned'] }, approval: true, at, expires_at: at }, call());
  const unwanted = await config.planChange({ import: { document: { flags: { unwanted: definition } } } }, call());
  await refused(config.planChange({ rollback: { revision: 'winter' } }, call()));
  await refused(config.planChange({ changes: [{ key: 'planned', value: 3 }], if_match: '"revision.1"' }, call()));
  await refused(config.planChange({ changes: [{ key: 'planned', value: 1 }] }, call()));
  await config.getPlannedChange({ id: scheduled.id }, call());
  await refused(config.getPlannedChange({ id: 90_000 }, call()));
  const { next } = await config.listPlannedChanges({ limit: 1, state: 'open' }, call());
  await config.listPlannedChanges({ limit: 3, cursor: next! }, call());
  await refused(config.listPlannedChanges({ cursor: 'nonsense' }, call()));
  await refused(config.approveChange({ id: proposed.id }, call()));
  await refused(config.approveChange({ id: proposed.id, digest: 'another' }, other()));
  await refused(config.approveChange({ id: 90_000 }, other()));
  await config.approveChange({ id: proposed.id, digest: proposed.digest }, other());
  await refused(config.approveChange({ id: proposed.id }, other()));
  await config.approveChange({ id: back.id }, other());
  await config.rejectChange({ id: unwanted.id, reason: 'Not wanted' }, other());
  await refused(config.rejectChange({ id: unwanted.id }, other()));
  await refused(config.rejectChange({ id: 90_000 }, other()));
  await config.cancelChange({ id: scheduled.id, reason: 'Not any more' }, call());
  await refused(config.cancelChange({ id: scheduled.id }, call()));
  await refused(config.cancelChange({ id: 90_000 }, call()));
  await config.cancelChange({ id: back.id }, other());
}
