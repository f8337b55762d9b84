import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type EffectiveSetting, type RevisionReference } from '../../contract/index.ts';
import { layerName, layerOf, rank, shownLayer, type Layer } from '../domain/layer.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import { readingBy, revisionNumber } from '../persistence/revision-number.ts';
import { dated, settingsAt, type SettingRow } from '../persistence/settings-at.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;

/** Asked for before the rows: an entity tag may be older than what it stands for, which is refused for nothing, and must not be newer. */
const revisionOf = async (queries: Queries, asked: RevisionReference | undefined): Promise<number> =>
  (asked === undefined ? (await queries.firstOf(currentRevision, {}))!.revision : revisionNumber(readingBy(queries), asked));

const columns = ['key', 'environment', 'service', 'value', 'changed_in', 'updated_at'] as const;

const ofKey = prepare<ConfigTables, { key: string } & Layer>()((db, { key, environment, service }) =>
  db.selectFrom('setting').select(columns).where('key', '=', key).where('environment', 'in', ['', environment]).where('service', 'in', ['', service]));

const holdsIn = ({ environment, service }: Layer) => (row: SettingRow): boolean => ['', environment].includes(row.environment) && ['', service].includes(row.service);

/** The one of a setting's values that holds. */
const effective = (rows: readonly SettingRow[]): SettingRow => rows.reduce((best, row) => (rank(row) > rank(best) ? row : best));

const answer = ({ key, value, changed_in, updated_at, ...layer }: SettingRow): EffectiveSetting =>
  ({ key, value: JSON.parse(value), layer: layerName(layer), ...shownLayer(layer), changed_in, updated_at });

export const getSetting = (queries: Queries): Handlers<Contract>['getSetting'] => async ({ key, revision: asked, ...named }) => {
  const revision = await revisionOf(queries, asked);
  const layer = layerOf(named);
  const rows = asked === undefined ? await queries.allOf(ofKey, { key, ...layer }) : (await settingsAt(queries, revision)).filter(row => row.key === key && holdsIn(layer)(row));
  if (rows.length === 0) throw new AuroraError('NOT_FOUND', asked === undefined ? `There is no setting ${key} here.` : `There was no setting ${key} here at revision ${revision}.`);
  const row = effective(rows);
  return { ...answer(asked === undefined ? row : await dated(queries, row, revision)), revision };
};

/** Layers that can hold at once: default, environment, service, service in an environment. */
const layers = 4;

/** The values that hold somewhere in a layer, by key; of the present those alone that may be on a page. */
async function rowsOf(queries: Queries, layer: Layer, past: number | undefined, after: string | undefined, keys: number): Promise<SettingRow[]> {
  if (past !== undefined) return (await settingsAt(queries, past)).filter(row => holdsIn(layer)(row) && (after === undefined || row.key > after));
  let query = queries.builder<ConfigTables>().selectFrom('setting').select(columns)
    .where('environment', 'in', ['', layer.environment]).where('service', 'in', ['', layer.service]).orderBy('key').limit(keys * layers);
  if (after !== undefined) query = query.where('key', '>', after);
  return queries.all(query);
}

export const listSettings = (queries: Queries): Handlers<Contract>['listSettings'] => async ({ cursor, limit, revision: asked, ...named }) => {
  const revision = await revisionOf(queries, asked);
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 'settings', ['text'])[0];
  const rows = await rowsOf(queries, layerOf(named), asked === undefined ? undefined : revision, after, limit + 1);
  const byKey = [...Map.groupBy(rows, row => row.key)];
  const items = [];
  for (const [, values] of byKey.slice(0, limit)) {
    const row = effective(values);
    items.push(answer(asked === undefined ? row : await dated(queries, row, revision)));
  }
  return { items, next: byKey.length > limit ? encodeCursor('settings', [items.at(-1)!.key]) : null, revision };
};
