import { prepare, type Queries } from '@aurora/platform/persistence';
import { changesBetween, netChanges } from './net-changes.ts';
import type { ConfigTables } from './tables.ts';

/** A value of a setting in one layer. */
export type SettingRow = Omit<ConfigTables['setting'], 'version'>;

const all = prepare<ConfigTables, object>()(db =>
  db.selectFrom('setting').select(['key', 'environment', 'service', 'value', 'changed_in', 'updated_at']).orderBy('key').orderBy('environment').orderBy('service'));

const addressOf = ({ environment, key, service }: Omit<SettingRow, 'value' | 'changed_in' | 'updated_at'>): string => [key, environment, service].join('\n');
const inOrder = (a: SettingRow, b: SettingRow): number => (addressOf(a) < addressOf(b) ? -1 : 1);

export const presentSettings = async (queries: Queries): Promise<SettingRow[]> => queries.allOf(all, {});

const lastChange = prepare<ConfigTables, { key: string; environment: string; service: string; revision: number }>()((db, { environment, key, revision, service }) =>
  db.selectFrom('revision_change').innerJoin('revision', 'revision.number', 'revision_change.revision').select(['revision.number', 'revision.created_at'])
    .where('revision_change.key', '=', key).where('kind', '=', 'setting').where('environment', '=', environment).where('service', '=', service)
    .where('revision_change.revision', '<=', revision).orderBy('revision_change.revision', 'desc').limit(1));

/** The settings as they were at a revision, by key and layer. The changes since then are read after the rows: those that the rows have already are among them. */
export async function settingsAt(queries: Queries, revision: number): Promise<SettingRow[]> {
  const then = new Map((await presentSettings(queries)).map(row => [addressOf(row), row]));
  for (const change of netChanges(await queries.allOf(changesBetween, { from: revision, to: Number.MAX_SAFE_INTEGER }))) {
    if (change.kind !== 'setting') continue;
    const { before, environment, key, service } = change;
    if (before === null) then.delete(addressOf(change));
    else then.set(addressOf(change), { key, environment, service, value: before, changed_in: 0, updated_at: '' });
  }
  return [...then.values()].toSorted(inOrder);
}

/** The same row, saying when it got the value it had at a revision. */
export async function dated(queries: Queries, { ...row }: SettingRow, revision: number): Promise<SettingRow> {
  if (row.changed_in > 0 && row.changed_in <= revision) return row;
  const { created_at, number } = (await queries.firstOf(lastChange, { key: row.key, environment: row.environment, service: row.service, revision }))!;
  return { ...row, changed_in: number, updated_at: created_at };
}
