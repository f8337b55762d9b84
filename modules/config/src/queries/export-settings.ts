import { AuroraError, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { withoutSecrets } from '../domain/secret-in-clear.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import { changesBetween, netChanges } from '../persistence/net-changes.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Row = Pick<ConfigTables['setting'], 'key' | 'environment' | 'service' | 'value'>;

const all = prepare<ConfigTables, object>()(db => db.selectFrom('setting').select(['key', 'environment', 'service', 'value']).orderBy('key').orderBy('environment').orderBy('service'));

const addressOf = ({ environment, key, service }: Omit<Row, 'value'>): string => [key, environment, service].join('\n');
const inOrder = (a: Row, b: Row): number => (addressOf(a) < addressOf(b) ? -1 : 1);

/** The rows as they were at a revision. The changes since then are read after the rows: those that the rows have already are among them. */
async function rowsAt(queries: Queries, rows: readonly Row[], revision: number): Promise<Row[]> {
  const then = new Map(rows.map(row => [addressOf(row), row]));
  for (const change of netChanges(await queries.allOf(changesBetween, { from: revision, to: Number.MAX_SAFE_INTEGER }))) {
    if (change.kind !== 'setting') continue;
    if (change.before === null) then.delete(addressOf(change));
    else then.set(addressOf(change), { ...change, value: change.before });
  }
  return [...then.values()].toSorted(inOrder);
}

export const exportSettings = (queries: Queries): Handlers<typeof configContract>['exportSettings'] => async ({ revision: asked }) => {
  const { revision: current } = (await queries.firstOf(currentRevision, {}))!;
  const revision = asked ?? current;
  if (revision > current) throw new AuroraError('NOT_FOUND', `There is no revision ${revision}.`);
  const rows = await queries.allOf(all, {});
  const shown = asked === undefined ? rows : await rowsAt(queries, rows, asked);
  return { revision, changes: shown.map(({ environment, key, service, value }) => ({ key, value: withoutSecrets(key, JSON.parse(value)), ...(environment === '' ? {} : { environment }), ...(service === '' ? {} : { service }) })) };
};
