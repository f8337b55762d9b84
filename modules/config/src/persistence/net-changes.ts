import { AuroraError } from '@aurora/kernel';
import { prepare } from '@aurora/platform/persistence';
import type { Change } from './open-revision.ts';
import type { ConfigTables } from './tables.ts';

type Row = ConfigTables['revision_change'];

/** Single changes that are looked at. */
const most = 20_000;

/** Reads the changes after one revision and up to another, the first of them first. */
export const changesBetween = prepare<ConfigTables, { from: number; to: number }>()((db, { from, to }) =>
  db.selectFrom('revision_change').selectAll().where('revision', '>', from).where('revision', '<=', to).orderBy('revision').orderBy('place').limit(most + 1));

/**
 * What differs between two revisions, of the changes between them: for each setting in each layer and for each flag, its value before the first and
 * after the last, where these are not the same. Throws `CONFLICT` where there are too many to be looked at.
 */
export function netChanges(rows: readonly Row[]): Change[] {
  if (rows.length > most) throw new AuroraError('CONFLICT', `More than ${most} changes lie between; take a later revision.`, { details: { limit: most } });
  const net = new Map<string, Change>();
  for (const { after, before, environment, key, kind, service } of rows) {
    const address = [kind, key, environment, service].join('\n');
    const first = net.get(address);
    net.set(address, first ? { ...first, after } : { kind, key, environment, service, before, after });
  }
  return [...net.values()].filter(({ after, before }) => after !== before);
}

/** The change back. */
export const turned = (change: Change): Change => ({ ...change, before: change.after, after: change.before });
