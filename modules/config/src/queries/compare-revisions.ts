import type { Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import { changesBetween, netChanges, turned } from '../persistence/net-changes.ts';
import { shownChange } from '../persistence/open-revision.ts';
import { readingBy, revisionNumber } from '../persistence/revision-number.ts';

export const compareRevisions = (queries: Queries): Handlers<typeof configContract>['compareRevisions'] => async ({ from: first, key, to }) => {
  const reader = readingBy(queries);
  const from = await revisionNumber(reader, first);
  const until = to === undefined ? (await reader.first(currentRevision, {}))!.revision : await revisionNumber(reader, to);
  const rows = await queries.allOf(changesBetween, { from: Math.min(from, until), to: Math.max(from, until) });
  const changes = netChanges(rows).filter(change => key === undefined || change.key === key);
  return { from, to: until, difference: (from > until ? changes.map(turned) : changes).map(shownChange) };
};
