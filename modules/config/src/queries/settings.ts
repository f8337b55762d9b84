import { AuroraError, decodeCursor, encodeCursor, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type EffectiveSetting } from '../../contract/index.ts';
import { layerName, layerOf, rank, shownLayer, type Layer } from '../domain/layer.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;
type Row = Omit<ConfigTables['setting'], 'version'>;

/** Asked for before the rows: an entity tag may be older than what it stands for, which is refused for nothing, and must not be newer. */
const revisionOf = async (queries: Queries): Promise<number> => (await queries.firstOf(currentRevision, {}))!.revision;

const columns = ['key', 'environment', 'service', 'value', 'changed_in', 'updated_at'] as const;

const ofKey = prepare<ConfigTables, { key: string } & Layer>()((db, { key, environment, service }) =>
  db.selectFrom('setting').select(columns).where('key', '=', key).where('environment', 'in', ['', environment]).where('service', 'in', ['', service]));

/** The one of a setting's values that holds. */
const effective = (rows: readonly Row[]): Row => rows.reduce((best, row) => (rank(row) > rank(best) ? row : best));

const answer = ({ key, value, changed_in, updated_at, ...layer }: Row): EffectiveSetting =>
  ({ key, value: JSON.parse(value), layer: layerName(layer), ...shownLayer(layer), changed_in, updated_at });

export const getSetting = (queries: Queries): Handlers<Contract>['getSetting'] => async ({ key, ...named }) => {
  const revision = await revisionOf(queries);
  const rows = await queries.allOf(ofKey, { key, ...layerOf(named) });
  if (rows.length === 0) throw new AuroraError('NOT_FOUND', `There is no setting ${key} here.`);
  return { ...answer(effective(rows)), revision };
};

/** Layers that can hold at once: default, environment, service, service in an environment. */
const layers = 4;

export const listSettings = (queries: Queries): Handlers<Contract>['listSettings'] => async input => {
  const revision = await revisionOf(queries);
  const { environment, service } = layerOf(input);
  let query = queries.builder<ConfigTables>().selectFrom('setting').select(columns)
    .where('environment', 'in', ['', environment]).where('service', 'in', ['', service]).orderBy('key').limit((input.limit + 1) * layers);
  if (input.cursor !== undefined) query = query.where('key', '>', decodeCursor(input.cursor, 'settings', ['text'])[0]);
  const byKey = [...Map.groupBy(await queries.all(query), row => row.key)];
  const items = byKey.slice(0, input.limit).map(([, rows]) => answer(effective(rows)));
  return { items, next: byKey.length > input.limit ? encodeCursor('settings', [items.at(-1)!.key]) : null, revision };
};
