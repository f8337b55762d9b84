import { AuroraError, type Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import { changesBetween, netChanges, turned } from '../persistence/net-changes.ts';
import { shownChange } from '../persistence/open-revision.ts';

export const compareRevisions = (queries: Queries): Handlers<typeof configContract>['compareRevisions'] => async ({ from, key, to }) => {
  const current = (await queries.firstOf(currentRevision, {}))!.revision;
  const until = to ?? current;
  for (const number of [from, until]) if (number > current) throw new AuroraError('NOT_FOUND', `There is no revision ${number}.`);
  const rows = await queries.allOf(changesBetween, { from: Math.min(from, until), to: Math.max(from, until) });
  const changes = netChanges(rows).filter(change => key === undefined || change.key === key);
  return { from, to: until, difference: (from > until ? changes.map(turned) : changes).map(shownChange) };
};
